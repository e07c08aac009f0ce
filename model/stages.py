"""What each stage of a request took, and when."""

import time
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

    def timed(self, stage: str) -> "_Timed":
        """Add the time that the block takes, also when it raises."""
        return _Timed(self, stage)


class _Timed:
    """A context: a class takes half the time of a generator."""

    __slots__ = ("_since", "_stage", "_stages")

    def __init__(self, stages: Stages, stage: str) -> None:
        self._stages = stages
        self._stage = stage

    def __enter__(self) -> None:
        self._since = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._stages.add(self._stage, time.perf_counter() - self._since, self._since)
