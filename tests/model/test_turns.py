"""In each turn of the event loop so many pass, in the order in which they came."""

import asyncio
from itertools import pairwise

import pytest

from model.turns import Turns

pytestmark = pytest.mark.anyio


async def turn() -> None:
    """One turn of the event loop."""
    await asyncio.sleep(0)


async def test_a_lone_one_passes_at_once() -> None:
    turns = Turns(1)
    for _ in range(3):
        assert await asyncio.wait_for(turns.take(), 1) == 0
        await turn()
        await turn()


@pytest.mark.parametrize("most", [1, 3, 16])
async def test_a_crowd_passes_in_its_order_and_no_more_than_so_many_in_a_turn(most: int) -> None:
    turns, passed, seen = Turns(most), list[int](), [0]

    async def come(number: int) -> None:
        await turns.take()
        passed.append(number)

    tasks = [asyncio.create_task(come(number)) for number in range(50)]
    while len(passed) < len(tasks):
        await turn()
        seen.append(len(passed))
    assert passed == list(range(50))
    assert max(now - before for before, now in pairwise(seen)) == most


async def test_who_waited_is_told_for_how_long() -> None:
    turns = Turns(1)
    waited_s = await asyncio.gather(*(turns.take() for _ in range(3)))
    assert waited_s[0] == 0
    assert 0 < waited_s[1] < waited_s[2]


@pytest.mark.parametrize("turns_before", [1, 2])
async def test_one_who_gives_up_takes_nobodys_place(turns_before: int) -> None:
    """Whether it still waits then, or has just been told that it may pass."""
    turns = Turns(1)
    first, impatient, *patient = [asyncio.create_task(turns.take()) for _ in range(4)]
    for _ in range(turns_before):
        await turn()
    assert first.done()
    assert not impatient.done()
    impatient.cancel()
    waited_s = await asyncio.wait_for(asyncio.gather(*patient), 1)
    assert 0 < waited_s[0] < waited_s[1]
    assert impatient.cancelled()
    await turn()
    await turn()
    assert await turns.take() == 0, "once nobody waits, nobody has to"
