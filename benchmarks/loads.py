"""The loads that are put on services, by the names under which their figures are kept."""

from dataclasses import dataclass

CONNECTIONS = (1, 8, 32, 128)
SHARES = (0.5, 0.8, 1.2)


@dataclass(frozen=True)
class Closed:
    """So many connections, of which each waits for its answer before it asks again."""

    picture: str
    connections: int

    def __str__(self) -> str:
        return f"closed loop, {self.picture}, {self.connections}"


@dataclass(frozen=True)
class Open:
    """The small picture at its own times, at a share of the capacity."""

    share: float

    def __str__(self) -> str:
        return f"open loop, {self.share:.0%}"


@dataclass(frozen=True)
class Batches:
    """Binary batches by `/v2`."""

    def __str__(self) -> str:
        return "binary batches"


@dataclass(frozen=True)
class Model:
    """The model alone, without a server, at each size of batch."""

    def __str__(self) -> str:
        return "model alone"


@dataclass(frozen=True)
class Swap:
    """An open loop at half the capacity while versions change."""

    def __str__(self) -> str:
        return "swap"


Load = Closed | Open | Batches | Model | Swap
