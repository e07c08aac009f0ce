"""Gathers the pictures that wait into one call of the model.

Seven promises, each held by a test:

1. answers keep their order: every caller gets the answer to its own item;
2. a caller that departs harms nobody, and its item is not computed if it left in time;
3. an error of the model reaches each waiter of that batch, and the batcher lives on;
4. a wrong number of results is an error, not a hang;
5. beyond the bound, `Overloaded` is raised at once, and says when to come again;
6. closing releases every waiter;
7. an item whose answer would come after its caller's deadline is not computed.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from anyio import current_effective_deadline

from model.batching.knobs import Knobs
from model.batching.queue import Queue, Waiting
from model.errors import DigitscopeError, ModelFailed, Overloaded
from model.observer import Observer, Unobserved
from model.pace import Pace

_QUIET_TURNS = 2  # one for what is read from connections to become requests, one for these to be decoded

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
class _Call(Generic[Result]):
    """A call of the model: when it began, how long it took, and what came of it."""

    started: float
    took_s: float
    outcome: Sequence[Result] | ModelFailed


class Batcher(Generic[Item, Result]):
    """Calls `run` on what waits, a batch at a time, by default in the event loop's own thread.

    Without a delay there is no timer: the call comes one turn of the event loop after the first item, so a lone
    request is not delayed, and what arrives while the model is busy makes the next batch. Where callers come together,
    the call comes once two turns have brought nobody: to be in one batch is worth more than to be early. The model is
    called in the loop's thread because an executor thread only competes with it for the interpreter lock;
    `max_batch_size` bounds how long the loop stands still. A caller's deadline is that of the cancel scopes of anyio
    that it is in.
    """

    def __init__(
        self, run: Callable[[Sequence[Item]], Sequence[Result]], knobs: Knobs, observer: Observer | None = None
    ) -> None:
        self._run = run
        self._knobs = knobs
        self._observer = observer or Unobserved()
        self._queue: Queue[Item, Batched[Result]] = Queue()
        self._threads = ThreadPoolExecutor(knobs.threads, "batch") if knobs.threads else None
        self._calls = 0  # that run in threads now
        self._pace, self._call_pace = Pace(), Pace()
        self._soon = False
        self._later: asyncio.TimerHandle | None = None
        self._closed = False
        self._last = self._seen = self._quiet = 0

    @property
    def pending(self) -> int:
        """Items that wait for the model now."""
        return len(self._queue)

    @property
    def max_batch_size(self) -> int:
        """Items in one call of the model."""
        return self._knobs.max_batch_size

    def retry_after_s(self, waiting: int) -> float:
        """How long so many will take, going by how quickly the last items were answered; at least a second."""
        return max(1.0, self._pace.expected_s(waiting))

    def submit(self, item: Item) -> "asyncio.Future[Batched[Result]]":
        """Queue one item; the future gives its result, or raises ModelFailed or DeadlineExceeded.

        Raises:
            Overloaded: `max_pending` items wait already, or the batcher is closed.
        """
        try:
            return self._add([item], alone=True)[0]
        except Overloaded:
            self._observer.failed(0)
            raise

    async def submit_all(self, items: Sequence[Item]) -> list[Batched[Result]]:
        """The results of one request's items, in their order.

        Raises:
            Overloaded, ModelFailed, DeadlineExceeded: as `submit`.
        """
        started = time.perf_counter()
        try:
            results = await asyncio.gather(*self._add(items, alone=False))
        except DigitscopeError:
            self._observer.failed(time.perf_counter() - started)
            raise
        model_s = max(each.model_s for each in results)
        self._observer.answered(max(time.perf_counter() - started - model_s, 0), model_s)
        return results

    def close(self) -> None:
        """Refuse what comes from now on and release every waiter with Overloaded."""
        self._closed = True
        for waiting in self._queue.drain():
            waiting.answer.set_exception(_closing())
        if self._threads is not None:
            self._threads.shutdown(wait=False)

    def _add(self, items: Sequence[Item], *, alone: bool) -> "list[asyncio.Future[Batched[Result]]]":
        """Queue all of them or none."""
        if self._closed:
            raise _closing()
        if not self._queue.fits(len(items), self._knobs.max_pending):
            raise Overloaded(
                f"{len(self._queue)} pictures wait already, and {self._knobs.max_pending} may; ask again in a moment",
                self.retry_after_s(len(self._queue)),
                reason="queue-full",
            )
        loop, now, deadline = asyncio.get_running_loop(), time.perf_counter(), current_effective_deadline()
        answers: list[asyncio.Future[Batched[Result]]] = [loop.create_future() for _ in items]
        self._queue.add(
            [Waiting(item, answer, now, deadline, alone) for item, answer in zip(items, answers, strict=True)]
        )
        self._observer.queued(len(self._queue))
        self._schedule(loop)
        return answers

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        """See that what waits is called: a turn of the loop from now, or once the first has waited long enough."""
        if not self._queue or self._soon or self._calls > max(self._knobs.threads - 1, 0):
            return
        delay_s = self._knobs.delay_s
        if not delay_s or not self._queue.fits(1, self._knobs.max_batch_size):
            self._soon = True
            loop.call_soon(self._flush, loop)
        elif self._later is None:
            self._later = loop.call_later(self._queue.since + delay_s - time.perf_counter(), self._flush, loop)

    def _flush(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._later is None and self._gathers():
            loop.call_soon(self._flush, loop)
            return
        self._soon = False
        if self._later is not None:
            self._later.cancel()
            self._later = None
        batch, late = self._queue.take(self._knobs.max_batch_size, loop.time() + self._call_pace.expected_s(1))
        self._observer.queued(len(self._queue))
        self._tell_failed(late)
        self._last, self._seen, self._quiet = len(batch), 0, 0
        if late and not batch:
            self._call_pace = Pace()  # else one slow call would have every hasty item refused, and none would tell
        if batch and self._threads is None:
            self._answer(batch, self._call(batch))
        elif batch:
            self._call_in_thread(batch, loop)
        # Not a loop here: probes and arrivals get their turn between two batches.
        self._schedule(loop)

    def _gathers(self) -> bool:
        """Whether another turn of the loop may bring more: where callers come together, and some have just come."""
        waiting = len(self._queue)
        if self._last < 2 or waiting >= self._knobs.max_batch_size:
            return False
        self._quiet = 0 if waiting > self._seen else self._quiet + 1
        self._seen = waiting
        return self._quiet < _QUIET_TURNS

    def _call_in_thread(self, batch: list[Waiting[Item, Batched[Result]]], loop: asyncio.AbstractEventLoop) -> None:
        def ended(call: _Call[Result]) -> None:
            self._calls -= 1
            self._answer(batch, call)
            self._schedule(loop)

        def work() -> None:
            call = self._call(batch)
            if not loop.is_closed():
                loop.call_soon_threadsafe(ended, call)

        assert self._threads is not None  # noqa: S101  # whoever calls has looked
        self._calls += 1
        self._threads.submit(work)

    def _call(self, batch: Sequence[Waiting[Item, Batched[Result]]]) -> _Call[Result]:
        started = time.perf_counter()
        size = self._knobs.padded(len(batch))
        items = [waiting.item for waiting in batch]
        items += items[-1:] * (size - len(batch))
        outcome: Sequence[Result] | ModelFailed
        try:
            outcome = self._run(items)
            if len(outcome) != size:
                outcome = ModelFailed(f"the model gave {len(outcome)} results for {size} items")
        except Exception as error:
            outcome = error if isinstance(error, ModelFailed) else ModelFailed(f"the model raised {error!r}")
            outcome.__cause__ = error if error is not outcome else error.__cause__
        return _Call(started, time.perf_counter() - started, outcome)

    def _answer(self, batch: Sequence[Waiting[Item, Batched[Result]]], call: _Call[Result]) -> None:
        self._pace.done(len(batch), batch[0].since)
        self._call_pace.done(1, call.started)
        if isinstance(call.outcome, ModelFailed):
            for waiting in batch:
                if not waiting.answer.done():
                    waiting.answer.set_exception(call.outcome)
            self._tell_failed(batch)
            return
        self._observer.executed(len(batch), call.took_s)
        for waiting, result in zip(batch, call.outcome, strict=False):  # beyond the batch: what filled it up
            queue_s = call.started - waiting.since
            if not waiting.answer.done():  # its caller may have gone while a thread called the model
                waiting.answer.set_result(Batched(result, waiting.since, queue_s, call.took_s, len(batch)))
            if waiting.alone:
                self._observer.answered(queue_s, call.took_s)

    def _tell_failed(self, those: Sequence[Waiting[Item, Batched[Result]]]) -> None:
        now = time.perf_counter()
        for waiting in those:
            if waiting.alone:  # else its request tells, of all its items at once
                self._observer.failed(now - waiting.since)


def _closing() -> Overloaded:
    return Overloaded("the service is shutting down; ask again in a moment", reason="closing")
