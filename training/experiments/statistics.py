"""Means over seeds, their spread, and whether two of them differ by more than that."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """One figure of all seeds, in their order."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def deviation(self) -> float | None:
        """The standard deviation, with one degree of freedom taken off; None of a single value."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else None


@dataclass(frozen=True)
class Difference:
    """One mean less another, with its 95 % interval; None where a single seed tells no spread."""

    value: float
    interval: tuple[float, float] | None

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies above or below 0; else 0, and the seeds tell no difference."""
        if self.interval is None:
            return 0
        low, high = self.interval
        return int(low > 0) - int(high < 0)


def difference(one: Spread, other: Spread) -> Difference:
    """One less other, by Welch's t interval, which does not suppose that both spread alike.

    B. L. Welch, The generalization of "Student's" problem when several different population variances are involved,
    Biometrika 34 (1947).
    """
    value = one.mean - other.mean
    if one.deviation is None or other.deviation is None:
        return Difference(value, None)
    shares = [spread.deviation**2 / len(spread.values) for spread in (one, other) if spread.deviation is not None]
    variance = sum(shares)
    if variance == 0:
        return Difference(value, (value, value))
    counts = (len(one.values), len(other.values))
    freedom = variance**2 / sum(share**2 / (count - 1) for share, count in zip(shares, counts, strict=True))
    reach = student(freedom) * sqrt(variance)
    return Difference(value, (value - reach, value + reach))


def student(freedom: float) -> float:
    """How many standard errors to each side hold 95 % of Student's t with so many degrees of freedom, at least 1."""
    low, high = 1.9, 13.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < _CONFIDENCE else (low, middle)
    return (low + high) / 2


def _inside(reach: float, freedom: float) -> float:
    """The share of Student's t between -reach and reach, by the trapezoidal rule."""
    x: NDArray[np.float64] = np.linspace(0, reach, 2001)
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    return float(2 * scale * np.trapezoid((1 + x**2 / freedom) ** (-(freedom + 1) / 2), x))


def ranks_agree(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation: 1 where both order the same way, -1 where they order opposite ways."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """From 0 for the least; equals share the mean of their ranks."""
    array = np.asarray(values)
    below = (array[:, None] > array[None, :]).sum(axis=1)
    equal = (array[:, None] == array[None, :]).sum(axis=1)
    return np.asarray(below + (equal - 1) / 2, np.float64)
