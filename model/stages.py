"""What each stage of a request took, and when."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Span(NamedTuple):
    """One piece of a stage's work: when it began, on `time.perf_counter`'s clock, and the seconds that it took."""

    stage: str
    since: float
    seconds: float


class Stages:
    """Seconds by stage (decode, normalise, queue, model, ...); several pictures of a request add up.

    `spans` has each piece of them, and `version` the number of the model's version that was asked, once it is known.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.spans: list[Span] = []
        self.version: int | None = None

    def add(self, stage: str, seconds: float, since: float | None = None) -> None:
        """Add what took so long, since then or until now."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.spans.append(Span(stage, time.perf_counter() - seconds if since is None else since, seconds))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the block takes, also when it raises."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - started, started)
