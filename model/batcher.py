"""Gathers the pictures that wait into one call of the model.

Six promises, each held by a test:

1. answers keep their order: every caller gets the answer to its own item;
2. a caller that departs harms nobody, and its item is not computed if it left in time;
3. an error of the model reaches each waiter of that batch, and the batcher lives on;
4. a wrong number of results is an error, not a hang;
5. beyond the bound, `Overloaded` is raised at once;
6. closing releases every waiter.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from model.errors import ModelFailed, Overloaded
from model.observer import Observer, Unobserved

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Batched(Generic[Result]):
    """A result with what it cost: seconds in the queue and in the model, and how many shared the call.

    `since` is when it was queued, on `time.perf_counter`'s clock.
    """

    result: Result
    since: float
    queue_s: float
    model_s: float
    batch_size: int


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Item, Result]):
    item: Item
    since: float
    answer: "asyncio.Future[Batched[Result]]"
    alone: bool  # whether it is a request of its own, and not one of many items of a request


class Batcher(Generic[Item, Result]):
    """Calls `run` on what waits, at most `max_batch_size` items at a time, in the event loop's own thread.

    There is no timer: the call comes one turn of the event loop after the first item, so a lone request
    is not delayed, and what arrives while the model is busy makes the next batch. The model is called in
    the loop's thread because an executor thread only competes with it for the interpreter lock;
    `max_batch_size` bounds how long the loop stands still.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        max_batch_size: int,
        max_pending: int,
        observer: Observer | None = None,
    ) -> None:
        self._run = run
        self._max_batch_size = max_batch_size
        self._max_pending = max_pending
        self._observer = observer or Unobserved()
        self._waiting: deque[_Waiting[Item, Result]] = deque()
        self._scheduled = False
        self._closed = False

    @property
    def pending(self) -> int:
        """Items that wait for the model now."""
        return len(self._waiting)

    def submit(self, item: Item) -> "asyncio.Future[Batched[Result]]":
        """Queue one item; the future gives its result, or raises ModelFailed.

        Raises:
            Overloaded: `max_pending` items wait already, or the batcher is closed.
        """
        try:
            return self._queue([item], alone=True)[0]
        except Overloaded:
            self._observer.failed(0)
            raise

    async def submit_all(self, items: Sequence[Item]) -> list[Batched[Result]]:
        """The results of many items, in their order; queued a batch at a time, so that others get their turn between.

        Raises:
            Overloaded, ModelFailed: as `submit`.
        """
        results: list[Batched[Result]] = []
        started, model_s = time.perf_counter(), 0.0
        try:
            for start in range(0, len(items), self._max_batch_size):
                batched = await asyncio.gather(*self._queue(items[start : start + self._max_batch_size], alone=False))
                model_s += max(each.model_s for each in batched)
                results += batched
        except (Overloaded, ModelFailed):
            self._observer.failed(time.perf_counter() - started)
            raise
        self._observer.answered(max(time.perf_counter() - started - model_s, 0), model_s)
        return results

    def close(self) -> None:
        """Refuse what comes from now on and release every waiter with Overloaded."""
        self._closed = True
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.answer.done():
                waiting.answer.set_exception(_closing())

    def _queue(self, items: Sequence[Item], *, alone: bool) -> "list[asyncio.Future[Batched[Result]]]":
        """Queue all of them or none."""
        if self._closed:
            raise _closing()
        if len(self._waiting) + len(items) > self._max_pending:
            raise Overloaded(
                f"{self._max_pending} pictures wait already, which is the limit; ask again in a moment",
                reason="queue-full",
            )
        loop, now = asyncio.get_running_loop(), time.perf_counter()
        answers: list[asyncio.Future[Batched[Result]]] = [loop.create_future() for _ in items]
        self._waiting.extend(_Waiting(item, now, answer, alone) for item, answer in zip(items, answers, strict=True))
        self._observer.queued(len(self._waiting))
        self._schedule(loop)
        return answers

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._flush, loop)

    def _flush(self, loop: asyncio.AbstractEventLoop) -> None:
        self._scheduled = False
        batch = self._take()
        if batch:
            self._answer(batch)
        if self._waiting:
            # Not a loop here: probes and arrivals get their turn between two batches.
            self._schedule(loop)

    def _take(self) -> list[_Waiting[Item, Result]]:
        batch: list[_Waiting[Item, Result]] = []
        while self._waiting and len(batch) < self._max_batch_size:
            waiting = self._waiting.popleft()
            if not waiting.answer.done():  # done already: its caller has gone
                batch.append(waiting)
        self._observer.queued(len(self._waiting))
        return batch

    def _answer(self, batch: list[_Waiting[Item, Result]]) -> None:
        started = time.perf_counter()
        try:
            results = self._run([waiting.item for waiting in batch])
            if len(results) != len(batch):
                raise ModelFailed(f"the model gave {len(results)} results for {len(batch)} items")
        except Exception as error:
            failure = error if isinstance(error, ModelFailed) else ModelFailed(f"the model raised {error!r}")
            failure.__cause__ = error if error is not failure else error.__cause__
            for waiting in batch:
                waiting.answer.set_exception(failure)
                if waiting.alone:
                    self._observer.failed(time.perf_counter() - waiting.since)
            return
        model_s = time.perf_counter() - started
        self._observer.executed(len(batch), model_s)
        for waiting, result in zip(batch, results, strict=True):
            queue_s = started - waiting.since
            waiting.answer.set_result(Batched(result, waiting.since, queue_s, model_s, len(batch)))
            if waiting.alone:
                self._observer.answered(queue_s, model_s)


def _closing() -> Overloaded:
    return Overloaded("the service is shutting down; ask again in a moment", reason="closing")
