"""The batcher's seven promises, and that batching changes no answer."""

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Sequence

import pytest
from anyio import move_on_after
from hypothesis import given
from hypothesis import strategies as st

from model.batching.batcher import Batched, Batcher
from model.batching.knobs import Knobs
from model.errors import DeadlineExceeded, ModelFailed, Overloaded
from model.observer import Unobserved
from tests.doubles import Notes

pytestmark = pytest.mark.anyio


class Squares:
    """A model that squares numbers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        return [item * item for item in items]


def batcher_of(run: Squares, max_batch_size: int = 4, max_pending: int = 100) -> Batcher[int, int]:
    return Batcher(run, Knobs(max_batch_size, max_pending))


async def test_every_caller_gets_the_answer_to_its_own_item() -> None:
    """Promise 1."""
    run = Squares()
    batcher = batcher_of(run)
    answers = await asyncio.gather(*[batcher.submit(item) for item in range(10)])
    assert [answer.result for answer in answers] == [item * item for item in range(10)]
    assert run.batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


async def test_a_caller_that_departs_harms_nobody_and_its_item_is_not_computed() -> None:
    """Promise 2."""
    run = Squares()
    batcher = batcher_of(run)
    futures = [batcher.submit(item) for item in range(6)]
    futures[1].cancel()
    futures[5].cancel()
    answers = await asyncio.gather(*futures, return_exceptions=True)
    assert [answer.result for answer in answers if isinstance(answer, Batched)] == [0, 4, 9, 16]
    assert run.batches == [[0, 2, 3, 4]]


async def test_an_error_of_the_model_reaches_each_waiter_of_its_batch_and_the_batcher_lives_on() -> None:
    """Promise 3."""
    calls = 0

    def run(items: Sequence[int]) -> list[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ZeroDivisionError("an inner detail")
        return list(items)

    batcher: Batcher[int, int] = Batcher(run, Knobs(2, 10))
    answers = await asyncio.gather(*[batcher.submit(item) for item in range(4)], return_exceptions=True)
    assert all(isinstance(answer, ModelFailed) for answer in answers[:2])
    assert [answer.result for answer in answers[2:] if isinstance(answer, Batched)] == [2, 3]
    assert (await batcher.submit(7)).result == 7


async def test_the_cause_of_a_model_error_is_kept_for_the_log() -> None:
    def run(_: Sequence[int]) -> list[int]:
        raise ZeroDivisionError("an inner detail")

    batcher: Batcher[int, int] = Batcher(run, Knobs(2, 10))
    with pytest.raises(ModelFailed) as caught:
        await batcher.submit(1)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("results", [[], [1], [1, 2, 3]])
async def test_a_wrong_number_of_results_is_an_error_and_not_a_hang(results: list[int]) -> None:
    """Promise 4."""
    batcher: Batcher[int, int] = Batcher(lambda _: results, Knobs(8, 10))
    answers = await asyncio.wait_for(
        asyncio.gather(batcher.submit(1), batcher.submit(2), return_exceptions=True), timeout=5
    )
    assert all(isinstance(answer, ModelFailed) for answer in answers)


async def test_beyond_the_bound_a_caller_is_refused_at_once() -> None:
    """Promise 5."""
    batcher = batcher_of(Squares(), max_pending=3)
    futures = [batcher.submit(item) for item in range(3)]
    assert batcher.pending == 3
    with pytest.raises(Overloaded, match="3 pictures wait already") as refused:
        batcher.submit(3)
    assert refused.value.retry_after_s > 0
    assert [answer.result for answer in await asyncio.gather(*futures)] == [0, 1, 4]
    assert (await batcher.submit(3)).result == 9


async def test_closing_releases_every_waiter_and_refuses_who_comes_later() -> None:
    """Promise 6."""
    run = Squares()
    batcher = batcher_of(run)
    futures = [batcher.submit(item) for item in range(6)]
    futures[2].cancel()
    batcher.close()
    answers = await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), timeout=5)
    assert sum(isinstance(answer, Overloaded) for answer in answers) == 5
    with pytest.raises(Overloaded, match="shutting down"):
        batcher.submit(1)
    await asyncio.sleep(0)
    assert run.batches == []


async def test_a_lone_caller_waits_for_one_turn_of_the_loop_and_for_no_timer() -> None:
    batcher = batcher_of(Squares())
    future = batcher.submit(3)
    await asyncio.sleep(0)
    assert future.done()
    assert future.result().batch_size == 1


async def test_others_get_a_turn_between_two_batches() -> None:
    run = Squares()
    batcher = batcher_of(run, max_batch_size=1)
    futures = [batcher.submit(item) for item in range(5)]
    batches_at_each_turn = []
    while not futures[-1].done():
        batches_at_each_turn.append(len(run.batches))
        await asyncio.sleep(0)
    assert batches_at_each_turn == [0, 1, 2, 3, 4]


async def test_what_arrives_during_a_call_makes_the_next_batch() -> None:
    batches: list[int] = []
    late: list[asyncio.Future[Batched[int]]] = []

    def run(items: Sequence[int]) -> list[int]:
        batches.append(len(items))
        if not late:
            late.extend(batcher.submit(item) for item in (7, 8, 9))
        return list(items)

    batcher: Batcher[int, int] = Batcher(run, Knobs(8, 10))
    await batcher.submit(1)
    await asyncio.gather(*late)
    assert batches == [1, 3]


async def test_an_answer_tells_what_it_cost() -> None:
    batcher = batcher_of(Squares())
    answers = await asyncio.gather(batcher.submit(1), batcher.submit(2))
    assert [answer.batch_size for answer in answers] == [2, 2]
    assert all(answer.queue_s >= 0 and answer.model_s >= 0 for answer in answers)


async def test_nothing_of_an_item_is_kept_after_its_answer() -> None:
    class Item:
        pass

    batcher: Batcher[Item, int] = Batcher(lambda items: [1] * len(items), Knobs(2, 2))
    item = Item()
    gone = weakref.ref(item)
    await batcher.submit(item)
    del item
    gc.collect()
    assert gone() is None


@given(
    items=st.lists(st.integers(-1000, 1000), max_size=60),
    max_batch_size=st.integers(1, 9),
    max_pending=st.integers(1, 30),
    departing=st.sets(st.integers(0, 59)),
    pauses=st.sets(st.integers(0, 59)),
    delay_s=st.sampled_from([0.0, 0.0, 0.001]),
    threads=st.sampled_from([0, 0, 1, 2]),
    fills_up=st.booleans(),
)
def test_batched_answers_equal_unbatched_ones(
    items: list[int],
    max_batch_size: int,
    max_pending: int,
    departing: set[int],
    pauses: set[int],
    delay_s: float,
    threads: int,
    fills_up: bool,
) -> None:
    """Whatever the order, the sizes, the arrivals, the departures, the refusals and the knobs."""
    run = Squares()
    allowed = tuple(sorted({max_batch_size // 2 or 1, max_batch_size})) if fills_up else ()
    batcher: Batcher[int, int] = Batcher(run, Knobs(max_batch_size, max_pending, delay_s, threads, allowed))

    async def main() -> list[int | str]:
        tasks = []
        for index, item in enumerate(items):
            tasks.append(asyncio.create_task(_ask(batcher, item, departs=index in departing)))
            if index in pauses:
                await asyncio.sleep(0)
            assert batcher.pending <= max_pending
        return await asyncio.gather(*tasks)

    answers = asyncio.run(main())
    for index, answer in enumerate(answers):
        assert answer in (items[index] ** 2, "refused", "departed")
        assert (answer == "departed") <= (index in departing)
    assert all(1 <= len(batch) <= max_batch_size for batch in run.batches)
    assert all(len(batch) in allowed for batch in run.batches if allowed)
    if not allowed:
        assert sum(len(batch) for batch in run.batches) == sum(isinstance(answer, int) for answer in answers)
    assert len(items) > max_pending or "refused" not in answers


async def _ask(batcher: Batcher[int, int], item: int, *, departs: bool) -> int | str:
    try:
        future = batcher.submit(item)
    except Overloaded:
        return "refused"
    if departs:
        future.cancel()
        return "departed"
    return (await future).result


async def test_the_observer_hears_of_every_call_and_of_every_request() -> None:
    """Many items that one caller submits together are one request."""
    notes = Notes()
    batcher = Batcher(Squares(), Knobs(4, 6), notes)
    await batcher.submit_all(range(6))
    assert notes.heard == [4, 2, "answered"]
    notes.heard.clear()
    await asyncio.gather(batcher.submit(1), batcher.submit(2), batcher.submit_all([3, 4]))
    assert notes.heard == [4, "answered", "answered", "answered"]


async def test_the_observer_hears_of_refusals_and_failures() -> None:
    def run(items: Sequence[int]) -> list[int]:
        raise ValueError(items)

    notes = Notes()
    batcher: Batcher[int, int] = Batcher(run, Knobs(4, 4), notes)
    futures = [batcher.submit(item) for item in range(2)]
    with pytest.raises(Overloaded):
        await batcher.submit_all(range(4))
    with pytest.raises(ModelFailed):
        await asyncio.gather(*futures)
    with pytest.raises(ModelFailed):
        await batcher.submit_all(range(3))
    assert notes.heard == ["failed"] * 4


async def test_of_many_items_that_find_no_room_none_is_computed() -> None:
    run = Squares()
    batcher = batcher_of(run, max_batch_size=4, max_pending=4)
    first = batcher.submit(9)
    with pytest.raises(Overloaded):
        await batcher.submit_all(range(4))
    await first
    assert run.batches == [[9]]


async def test_the_observer_hears_how_many_wait() -> None:
    class Depths(Unobserved):
        def __init__(self) -> None:
            self.heard: list[int] = []

        def queued(self, waiting: int) -> None:
            self.heard.append(waiting)

    depths = Depths()
    batcher = Batcher(Squares(), Knobs(2, 9), depths)
    await asyncio.gather(*[batcher.submit(item) for item in range(3)])
    assert depths.heard == [1, 2, 3, 1, 0]


async def test_a_refusal_names_the_limit() -> None:
    batcher = batcher_of(Squares(), max_batch_size=4, max_pending=1)
    first = batcher.submit(1)
    with pytest.raises(Overloaded) as full:
        batcher.submit(2)
    batcher.close()
    with pytest.raises(Overloaded) as closed:
        await first
    assert (full.value.reason, closed.value.reason) == ("queue-full", "closing")


async def test_an_item_whose_deadline_has_passed_is_not_computed() -> None:
    """Promise 7."""
    run = Squares()
    batcher = batcher_of(run)
    with move_on_after(-1):
        late = batcher.submit(1)
    other = batcher.submit(2)
    assert (await other).result == 4
    with pytest.raises(DeadlineExceeded):
        await late
    assert run.batches == [[2]]


async def test_requests_that_are_too_late_count_as_failed() -> None:
    """Whether their callers wait on, or have gone at the deadline."""
    notes = Notes()
    batcher: Batcher[int, int] = Batcher(Squares(), Knobs(4, 100), notes)
    with move_on_after(-1):
        late, gone = batcher.submit(1), batcher.submit(2)
    gone.cancel()
    await batcher.submit(3)
    with pytest.raises(DeadlineExceeded):
        await late
    assert sorted(notes.heard, key=str) == [1, "answered", "failed", "failed"]


async def test_an_item_that_cannot_be_answered_in_time_is_not_computed() -> None:
    """Promise 7, going by how long the last calls took."""
    asked: list[int] = []

    def slow(items: Sequence[int]) -> list[int]:
        asked.extend(items)
        time.sleep(0.05)
        return list(items)

    batcher: Batcher[int, int] = Batcher(slow, Knobs(4, 100))
    await batcher.submit(0)
    with move_on_after(0.02):
        hasty = batcher.submit(1)
    with move_on_after(10):
        patient = batcher.submit(2)
    assert (await patient).result == 2
    with pytest.raises(DeadlineExceeded):
        await hasty
    assert asked == [0, 2]


async def test_one_slow_call_does_not_have_hasty_items_refused_for_ever() -> None:
    """Promise 7 goes by the last calls, which none would correct where none was made."""
    stall_s = iter([1.0])

    def stalled_once(items: Sequence[int]) -> list[int]:
        time.sleep(next(stall_s, 0))
        return list(items)

    batcher: Batcher[int, int] = Batcher(stalled_once, Knobs(4, 100))
    await batcher.submit(0)
    with move_on_after(0.9):
        refused = batcher.submit(1)
    with pytest.raises(DeadlineExceeded):
        await refused
    with move_on_after(0.9):
        answered = batcher.submit(2)
    assert (await answered).result == 2


async def test_when_to_come_again_goes_by_how_quickly_others_were_answered() -> None:
    """Promise 5."""

    def slow(items: Sequence[int]) -> list[int]:
        time.sleep(0.1)
        return list(items)

    batcher: Batcher[int, int] = Batcher(slow, Knobs(1, 30))
    await asyncio.gather(*[batcher.submit(item) for item in range(3)])
    waiting = [batcher.submit(item) for item in range(30)]
    with pytest.raises(Overloaded) as refused:
        batcher.submit(30)
    assert 3 <= refused.value.retry_after_s < 30  # a tenth of a second each, on a machine that others slow down
    batcher.close()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_with_a_delay_the_first_waits_for_others() -> None:
    run = Squares()
    batcher: Batcher[int, int] = Batcher(run, Knobs(4, 100, delay_s=0.5))
    first = batcher.submit(1)
    await asyncio.sleep(0.001)
    second = batcher.submit(2)
    assert not first.done()
    await asyncio.gather(first, second)
    assert run.batches == [[1, 2]]
    assert (await first).queue_s >= 0.5


async def test_with_a_delay_a_whole_batch_waits_no_longer() -> None:
    run = Squares()
    batcher: Batcher[int, int] = Batcher(run, Knobs(2, 100, delay_s=60))
    answers = await asyncio.wait_for(asyncio.gather(batcher.submit(1), batcher.submit(2)), 10)
    assert [answer.result for answer in answers] == [1, 4]
    assert run.batches == [[1, 2]]


async def test_with_a_delay_those_who_depart_do_not_fill_the_batch() -> None:
    run = Squares()
    batcher: Batcher[int, int] = Batcher(run, Knobs(2, 3, delay_s=0.5))
    for item in range(10):
        batcher.submit(item).cancel()
    answer = await batcher.submit(10)
    assert run.batches == [[10]]
    assert answer.queue_s > 0.25  # the time runs from when the first came, who has gone


async def test_a_batch_between_two_allowed_sizes_is_filled_up_and_nobody_sees_it() -> None:
    run = Squares()
    batcher: Batcher[int, int] = Batcher(run, Knobs(8, 100, allowed_sizes=(4, 8)))
    answers = await asyncio.gather(*[batcher.submit(item) for item in range(5)])
    assert [answer.result for answer in answers] == [0, 1, 4, 9, 16]
    assert run.batches == [[0, 1, 2, 3, 4, 4, 4, 4]]
    assert {answer.batch_size for answer in answers} == {5}


async def test_threads_call_the_model_side_by_side_and_the_loop_goes_on() -> None:
    together = threading.Barrier(2, timeout=30)

    def run(items: Sequence[int]) -> list[int]:
        together.wait()  # is only passed by two at once
        return [item * item for item in items]

    batcher: Batcher[int, int] = Batcher(run, Knobs(1, 100, threads=2))
    answers = await asyncio.gather(*[batcher.submit(item) for item in range(6)])
    assert [answer.result for answer in answers] == [item * item for item in range(6)]
    batcher.close()


async def test_a_caller_that_departs_while_a_thread_calls_the_model_harms_nobody() -> None:
    """Promise 2."""
    begun, departed = threading.Event(), threading.Event()

    def run(items: Sequence[int]) -> list[int]:
        begun.set()
        departed.wait(30)
        return list(items)

    batcher: Batcher[int, int] = Batcher(run, Knobs(2, 100, threads=1))
    first, second = batcher.submit(1), batcher.submit(2)
    await asyncio.to_thread(begun.wait, 30)
    first.cancel()
    departed.set()
    assert (await second).result == 2
    batcher.close()


async def test_where_callers_come_together_a_batch_waits_for_those_who_are_just_coming() -> None:
    """But for no timer: two turns of the loop in which nobody comes, and it is called."""
    run = Squares()
    batcher = batcher_of(run, max_batch_size=8)
    await asyncio.gather(batcher.submit(0), batcher.submit(1))  # they come together
    futures = []
    for item in range(2, 6):
        futures.append(batcher.submit(item))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert run.batches == [[0, 1]]
    await asyncio.sleep(0)
    assert run.batches == [[0, 1], [2, 3, 4, 5]]
    lone = batcher.submit(6)
    assert (await lone).batch_size == 1
    lone = batcher.submit(7)  # after a lone caller nobody is waited for
    await asyncio.sleep(0)
    assert lone.done()
    await asyncio.gather(*futures)
