"""A bounded pool of threads for work that would hold up the event loop: decoding, feature maps, drawing."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from model.errors import Overloaded

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
        self._closed = False

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The job's result, computed in a thread; its exceptions pass through.

        Raises:
            Overloaded: no place is free, the job did not end within `timeout_s` seconds, or the pool is closed.
        """
        if self._closed:
            raise _closing()
        if self._held >= self._places:
            raise Overloaded(f"{self._held} pictures are being worked on already; ask again in a moment")
        loop = asyncio.get_running_loop()
        self._held += 1
        future: Future[T] = self._executor.submit(job, *args, **kwargs)
        future.add_done_callback(lambda _: loop.is_closed() or loop.call_soon_threadsafe(self._release))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout_s)
        except TimeoutError:
            if future.done() and not future.cancelled():  # the job's own
                raise
            raise Overloaded(
                f"the picture could not be worked on within {self._timeout_s:g} s; "
                "ask again in a moment, or send a smaller picture"
            ) from None
        except asyncio.CancelledError:
            if self._closed and future.cancelled():
                raise _closing() from None
            raise

    def close(self) -> None:
        """Start nothing more and release who waits for a thread; what runs, runs to its end."""
        self._closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self) -> None:
        self._held -= 1


def _closing() -> Overloaded:
    return Overloaded("the service is shutting down; ask again in a moment")
