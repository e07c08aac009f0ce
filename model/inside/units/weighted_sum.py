"""The one form that every unit has here: activation(sum of inputs x weights + bias)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """The part of the input that a unit is computed from: its rows and columns, None where they lie in the padding.

    Attributes:
        rows: of the input, from the top.
        columns: likewise.
        kernel_rows: the row of the kernel that each of `rows` meets.
        kernel_columns: likewise.
    """

    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    kernel_rows: tuple[int, ...]
    kernel_columns: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.columns)

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which cells lie in the input, not in its padding: bool (rows, columns)."""
        rows, columns = ([place is not None for place in places] for places in (self.rows, self.columns))
        return np.logical_and.outer(rows, columns)

    def cut(self, values: NDArray[np.float32]) -> Doubles:
        """Of (height, width, channels) values each channel's window: (channels, rows, columns), 0 in the padding."""
        rows, columns = ([place or 0 for place in places] for places in (self.rows, self.columns))
        cells = values[np.ix_(rows, columns)].astype(np.float64) * self.inside[..., np.newaxis]
        return np.moveaxis(cells, -1, 0)


@dataclass(frozen=True)
class WeightedSum:
    """How one unit comes about, before its activation.

    Attributes:
        kind: what happens, such as `convolution`.
        formula: the same in words and signs.
        unit_of_source: what `sources` count: `channel`, `number` or `layer`.
        sources: what each part of the sum comes from, int [N].
        inputs: float64 [N, rows, columns], the numbers that come in.
        weights: float64 [N, rows, columns], what each is multiplied with.
        bias: what is added at the end.
        window: where the inputs lie; None where there is no such place.
        details: more numbers that the formula names.
        rounding: magnitudes of what float32 computes on the way to `bias`, beside the terms.
    """

    kind: str
    formula: str
    unit_of_source: str
    sources: NDArray[np.intp]
    inputs: Doubles
    weights: Doubles
    bias: float = 0.0
    window: Window | None = None
    details: dict[str, float | int | str | list[int] | None] = field(default_factory=dict)
    rounding: float = 0.0

    @property
    def contributions(self) -> Doubles:
        """What each source adds to the sum, float64 [N]."""
        return np.asarray((self.inputs * self.weights).sum((1, 2)), np.float64)

    @property
    def total(self) -> float:
        """All contributions and the bias."""
        return float(self.contributions.sum() + self.bias)

    @property
    def magnitude(self) -> float:
        """The sum of the terms' magnitudes: what rounding errors are to be measured against."""
        return float(np.abs(self.inputs * self.weights).sum() + abs(self.bias) + self.rounding)


def of_numbers(
    kind: str,
    formula: str,
    inputs: NDArray[np.float32] | Doubles | list[float],
    weights: NDArray[np.float32] | Doubles | list[float],
    *,
    unit_of_source: str = "number",
    bias: float = 0.0,
    details: dict[str, float | int | str | list[int] | None] | None = None,
    rounding: float = 0.0,
) -> WeightedSum:
    """A sum of single numbers [N], each from a source of its own."""
    column = (-1, 1, 1)
    return WeightedSum(
        kind,
        formula,
        unit_of_source,
        np.arange(len(inputs)),
        np.asarray(inputs, np.float64).reshape(column),
        np.asarray(weights, np.float64).reshape(column),
        bias,
        details=details or {},
        rounding=rounding,
    )
