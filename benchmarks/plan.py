"""What a run of `benchmarks.serving` measures, and how long that takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.bodies import SMALL
from benchmarks.limit import BATCH_SIZES
from benchmarks.loads import CONNECTIONS, SHARES, Batches, Closed, Load, Model, Open, Swap
from benchmarks.services import HEAD, Service

ALONE: dict[str, Load] = {"model": Model(), "swap": Swap()}
"""What is measured beside the services, by its name."""

START_S = 25.0
"""What a service's start, its warm-up and its end take, about."""

SETTLE_S = 1.5
"""Until a service is idle after a load."""

SWAP_S = 8.0
"""The least before a swap and from it on: what it takes with its loading, and some more."""

MODEL_SHARE = 0.2
"""Of a window, for each size of the model's batches."""


@dataclass(frozen=True)
class Plan:
    """Names of services and of what is measured alone, names of pictures, and how long and how often."""

    services: Mapping[str, Service]
    alone: tuple[str, ...]
    pictures: tuple[str, ...]
    seconds: float
    rounds: int

    @property
    def names(self) -> list[str]:
        """All that is measured, in its order: what is alone comes last, since a swap needs the service's capacity."""
        return [*self.services, *self.alone]

    def loads(self, name: str) -> list[Load]:
        """The loads of one of them, the small picture's first, since the open loop needs their best."""
        if name in ALONE:
            return [ALONE[name]]
        service = self.services[name]
        pictures = [each for each in self.pictures if each == SMALL or service.takes_all]
        loads: list[Load] = [Closed(picture, connections) for picture in pictures for connections in CONNECTIONS]
        if SMALL in pictures and service.open_loop:
            loads += [Open(share) for share in SHARES]
        return [*loads, Batches()] if name == HEAD else loads

    def expected_s(self, name: str) -> float:
        """How long one round of it takes, about."""
        if name == "model":
            return START_S + MODEL_SHARE * self.seconds * len(BATCH_SIZES)
        if name == "swap":
            return START_S + 2 * max(self.seconds, SWAP_S)
        return START_S + (SETTLE_S + self.seconds) * len(self.loads(name))
