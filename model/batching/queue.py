"""Items that wait for the model, in the order in which they came."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from model.errors import DeadlineExceeded

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Item, Answer]):
    """An item, and who waits for its answer.

    Attributes:
        since: when it was queued, on `time.perf_counter`'s clock.
        deadline: after which its answer is of no use, on the event loop's clock; infinite where there is none.
        alone: whether it is a request of its own, and not one of many items of a request.
    """

    item: Item
    answer: "asyncio.Future[Answer]"
    since: float
    deadline: float
    alone: bool


class Queue(Generic[Item, Answer]):
    """A queue that lets go of those whose callers have gone, and of those whose answers would come too late."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting[Item, Answer]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def since(self) -> float:
        """When the first was queued."""
        return self._waiting[0].since

    def add(self, waiting: list[Waiting[Item, Answer]]) -> None:
        self._waiting.extend(waiting)

    def take(self, most: int, answered_at: float) -> tuple[list[Waiting[Item, Answer]], list[Waiting[Item, Answer]]]:
        """The first ones, at most so many, whose answers are still of use at that time of the event loop's clock.

        Also those that were passed over, whose callers are told that it is too late.
        """
        taken: list[Waiting[Item, Answer]] = []
        late: list[Waiting[Item, Answer]] = []
        while self._waiting and len(taken) < most:
            first = self._waiting.popleft()
            departed = first.answer.done()
            if first.deadline < answered_at:
                late.append(first)
                if not departed:
                    first.answer.set_exception(_too_late())
            elif not departed:
                taken.append(first)
        return taken, late

    def fits(self, items: int, most: int) -> bool:
        """Whether no more than `most` would wait with so many more; lets go of departed callers' items if need be."""
        if len(self._waiting) + items > most:
            self._waiting = deque(waiting for waiting in self._waiting if not waiting.answer.done())
        return len(self._waiting) + items <= most

    def drain(self) -> Iterator[Waiting[Item, Answer]]:
        """Take out all whose callers are still there."""
        while self._waiting:
            first = self._waiting.popleft()
            if not first.answer.done():
                yield first


def _too_late() -> DeadlineExceeded:
    return DeadlineExceeded("the answer would have come after the request's deadline")
