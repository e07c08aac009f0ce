"""A bounded pool of threads for work that would hold up the event loop: decoding, feature maps, drawing."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar, cast

from model.errors import Overloaded
from model.pace import Pace

P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """Runs at most `threads` jobs at once and lets at most `max_waiting` more wait, none for longer than `timeout_s`.

    A thread cannot be stopped, so a job that is given up on runs to its end and holds its place till then:
    the pool's size bounds what still runs, whatever the clients do.
    """

    def __init__(self, *, threads: int, max_waiting: int, timeout_s: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="pool")
        self._places = threads + max_waiting
        self._timeout_s = timeout_s
        self._held = 0
        self._pace = Pace()
        self._closed = False

    @property
    def jobs(self) -> int:
        """Those that run or wait now."""
        return self._held

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The job's result, computed in a thread; its exceptions pass through.

        Raises:
            Overloaded: no place is free, the job did not end within `timeout_s` seconds, or the pool is closed. When to
                come again goes by how quickly the last jobs ended.
        """
        if self._closed:
            raise _closing()
        if self._held >= self._places:
            message = f"{self._held} pictures are being worked on already; ask again in a moment"
            raise Overloaded(message, max(1.0, self._pace.expected_s(self._held)), reason="pool-full")
        loop, since = asyncio.get_running_loop(), time.perf_counter()
        work: list[Callable[[], T]] = [partial(job, *args, **kwargs)]

        def ended(future: Future[_Outcome[T]]) -> None:
            work.clear()  # the executor keeps what was given up on until a thread gets there
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._release, None if future.cancelled() else since)

        self._held += 1
        future: Future[_Outcome[T]] = self._executor.submit(_attempt, work)
        future.add_done_callback(ended)
        try:
            outcome = await asyncio.wait_for(asyncio.wrap_future(future), self._timeout_s)
        except TimeoutError:
            raise Overloaded(
                f"the picture could not be worked on within {self._timeout_s:g} s; "
                "ask again in a moment, or send a smaller picture",
                reason="pool-too-slow",
            ) from None
        except asyncio.CancelledError:
            if self._closed and future.cancelled():
                raise _closing() from None
            raise
        try:
            return outcome()
        finally:
            # An exception holds the frames that it passes through. If this one held the exception in turn, all that
            # those frames hold, such as a version of the model, would stay until the garbage collector comes by.
            del future, outcome

    def close(self) -> None:
        """Start nothing more and release who waits for a thread; what runs, runs to its end."""
        self._closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self, since: float | None) -> None:
        """A job has ended that came then, or was given up on before it began."""
        self._held -= 1
        if since is not None:
            self._pace.done(1, since)


class _Outcome(Generic[T]):
    """What a job gave, or raised."""

    def __init__(self, result: T | None, error: Exception | None = None) -> None:
        self._result = result
        self._error = error

    def __call__(self) -> T:
        error, self._error = self._error, None
        try:
            if error is not None:
                raise error
            return cast(T, self._result)
        finally:
            del error


def _attempt(work: list[Callable[[], T]]) -> _Outcome[T]:
    try:
        return _Outcome(work[0]())
    except Exception as error:
        return _Outcome(None, error)


def _closing() -> Overloaded:
    return Overloaded("the service is shutting down; ask again in a moment", reason="closing")
