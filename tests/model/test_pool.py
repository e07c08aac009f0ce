import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from model.errors import NotAnImage, Overloaded
from model.pool import Pool

pytestmark = pytest.mark.anyio


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a job of these tests waits for; opened at the latest when the test is over."""
    event = threading.Event()
    yield event
    event.set()


async def until(condition: object, within_s: float = 5) -> None:
    deadline = time.monotonic() + within_s
    while not (condition() if callable(condition) else condition):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


async def test_a_job_runs_in_a_thread_of_the_pool_and_gives_its_result() -> None:
    pool = Pool(threads=1, max_waiting=1, timeout_s=5)

    def job(a: int, *, b: int) -> tuple[int, str]:
        return a + b, threading.current_thread().name[:4]

    assert await pool.run(job, 1, b=2) == (3, "pool")
    pool.close()


@pytest.mark.parametrize("error", [NotAnImage("no picture"), ZeroDivisionError(), TimeoutError("the job's own")])
async def test_a_jobs_exception_passes_through_and_frees_its_place(error: Exception) -> None:
    pool = Pool(threads=1, max_waiting=0, timeout_s=5)

    def job() -> None:
        raise error

    for _ in range(3):
        with pytest.raises(type(error)) as caught:
            await pool.run(job)
        assert str(caught.value) == str(error)
    pool.close()


async def test_beyond_its_places_a_job_is_refused_at_once(gate: threading.Event) -> None:
    pool = Pool(threads=1, max_waiting=2, timeout_s=30)
    held = [asyncio.create_task(pool.run(gate.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="3 pictures are being worked on"):
        await pool.run(gate.wait)
    gate.set()
    assert await asyncio.gather(*held) == [True] * 3
    assert await pool.run(gate.wait)
    pool.close()


async def test_when_to_come_again_goes_by_how_quickly_others_ended(gate: threading.Event) -> None:
    """As the batcher tells it. What was given up on before it began tells nothing of how quickly jobs end."""
    pool = Pool(threads=1, max_waiting=29, timeout_s=30)
    await asyncio.gather(*[pool.run(time.sleep, 0.1) for _ in range(3)])
    gone = [asyncio.create_task(pool.run(gate.wait)) for _ in range(30)]
    for _ in range(2):
        await until(lambda: pool.jobs == 30)
        with pytest.raises(Overloaded) as refused:
            await pool.run(gate.wait)
        assert refused.value.reason == "pool-full"
        assert 3 <= refused.value.retry_after_s < 30  # a tenth of a second each, on a machine that others slow down
        for task in gone[1:]:
            task.cancel()
        await asyncio.gather(*gone[1:], return_exceptions=True)
        await until(lambda: pool.jobs == 1)
        gone = [gone[0], *[asyncio.create_task(pool.run(gate.wait)) for _ in range(29)]]
    gate.set()
    await asyncio.gather(*gone)
    pool.close()


async def test_without_any_job_ended_it_is_a_second(gate: threading.Event) -> None:
    pool = Pool(threads=1, max_waiting=0, timeout_s=30)
    running = asyncio.create_task(pool.run(gate.wait))
    await asyncio.sleep(0)
    with pytest.raises(Overloaded) as refused:
        await pool.run(gate.wait)
    assert refused.value.retry_after_s == 1
    gate.set()
    await running
    pool.close()


async def test_a_job_that_takes_too_long_is_given_up_on_but_holds_its_place_to_its_end(
    gate: threading.Event,
) -> None:
    pool = Pool(threads=1, max_waiting=0, timeout_s=0.05)
    with pytest.raises(Overloaded, match=r"within 0\.05 s"):
        await pool.run(gate.wait)
    with pytest.raises(Overloaded, match="1 pictures are being worked on"):
        await pool.run(gate.wait)
    gate.set()
    await until(lambda: pool._held == 0)
    assert await pool.run(gate.wait)
    pool.close()


async def test_a_job_that_waited_too_long_is_never_begun(gate: threading.Event) -> None:
    begun: list[int] = []
    pool = Pool(threads=1, max_waiting=1, timeout_s=0.05)
    answers = await asyncio.gather(pool.run(gate.wait), pool.run(begun.append, 1), return_exceptions=True)
    assert all(isinstance(answer, Overloaded) for answer in answers)
    gate.set()
    await until(lambda: pool._held == 0)
    assert begun == []
    pool.close()


async def test_a_caller_that_departs_frees_its_place(gate: threading.Event) -> None:
    pool = Pool(threads=1, max_waiting=0, timeout_s=30)
    task = asyncio.create_task(pool.run(gate.wait))
    await until(lambda: pool._held == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    await until(lambda: pool._held == 0)
    pool.close()


async def test_what_a_departed_caller_sent_goes_with_it_and_not_when_a_thread_gets_there(gate: threading.Event) -> None:
    class Picture:
        pass

    async def caller() -> None:
        picture = Picture()
        held.append(weakref.ref(picture))
        await pool.run(decode, picture)

    def decode(_: Picture) -> None:
        raise AssertionError("nobody waits for it")

    pool = Pool(threads=1, max_waiting=1, timeout_s=30)
    held: list[weakref.ref[Picture]] = []
    running = asyncio.create_task(pool.run(gate.wait))
    waiting = asyncio.create_task(caller())
    await until(lambda: pool.jobs == 2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await until(lambda: held[0]() is None)
    assert not running.done()
    gate.set()
    await running
    pool.close()


async def test_closing_lets_what_runs_end_and_releases_who_waits(gate: threading.Event) -> None:
    pool = Pool(threads=1, max_waiting=1, timeout_s=30)
    started = threading.Event()

    def job() -> str:
        started.set()
        gate.wait()
        return "done"

    running = asyncio.create_task(pool.run(job))
    await until(started.is_set)
    waiting = asyncio.create_task(pool.run(gate.wait))
    await asyncio.sleep(0)
    pool.close()
    with pytest.raises(Overloaded, match="shutting down"):
        await waiting
    with pytest.raises(Overloaded, match="shutting down"):
        await pool.run(gate.wait)
    gate.set()
    assert await running == "done"


async def test_a_jobs_exception_leaves_nothing_behind_that_only_the_garbage_collector_could_free() -> None:
    """What callers hold, such as a version of the model, is freed with them."""

    class Version:
        pass

    pool = Pool(threads=1, max_waiting=1, timeout_s=5)
    held: list[weakref.ref[Version]] = []

    async def caller() -> None:
        version = Version()
        held.append(weakref.ref(version))
        await pool.run(decode, version)

    def decode(_: Version) -> None:
        raise NotAnImage("no picture")

    gc.disable()
    try:
        for _ in range(3):
            with pytest.raises(NotAnImage):
                await caller()
        await asyncio.sleep(0.05)  # the thread lets go of its last job
        assert [each() for each in held] == [None] * 3
    finally:
        gc.enable()
    pool.close()
