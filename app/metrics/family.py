"""One family of metrics, and where its values lie in a block of int64."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

BILLIONTHS = 1e-9  # a second counts as 1,000,000,000, and so does a ratio of 1


@dataclass(frozen=True)
class Family:
    """A counter, gauge or histogram.

    Attributes:
        kind: what Prometheus calls it.
        name: as Prometheus reads it, without a counter's `_total`.
        documentation: for its HELP line.
        labels: each label's name with all the values that it can have: their number is bounded.
        bounds: of a histogram: the largest value of each bucket but the last, in the unit of the block.
        scale: what 1 in the block is worth.
        versions: whether it is told for each version, with the label `version`.
        at: where it begins in a block.
    """

    kind: Literal["counter", "gauge", "histogram"]
    name: str
    documentation: str
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    bounds: tuple[int, ...] = ()
    scale: float = 1
    versions: bool = False
    at: int = 0

    @property
    def row(self) -> int:
        """Slots for one combination of labels: a histogram's has its buckets and, last, the sum."""
        return len(self.bounds) + 2 if self.kind == "histogram" else 1

    @property
    def size(self) -> int:
        """Slots in all."""
        return math.prod(len(values) for _, values in self.labels) * self.row

    @cached_property
    def series(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Each combination of the labels' values, with where its row begins in a block."""
        combinations = product(*(values for _, values in self.labels))
        return tuple((values, self.at + index * self.row) for index, values in enumerate(combinations))

    @property
    def rows(self) -> dict[str, int]:
        """Where the row of each value begins, of a family with one label."""
        return {value: at for (value,), at in self.series}


def billionths(*bounds: float) -> tuple[int, ...]:
    """Bounds of a histogram of seconds or ratios."""
    return tuple(round(bound / BILLIONTHS) for bound in bounds)
