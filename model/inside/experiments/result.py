"""What an operation gives, and what is to be seen on it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.inside.experiments.axis import Axis

Sheet = NDArray[np.float64]

MAX_SIDE = 256  # cells of what goes in, along each side
MAX_OUTPUT = 512  # of what comes out


@dataclass(frozen=True, eq=False)
class Result:
    """One map, and how its size came about.

    Attributes:
        values: float64 (height, width).
        formula: the size that comes out, of N cells with a window of M and a stride of S.
        expected: height and width by that formula.
        border: bool (height, width), the cells whose window reaches into the padding; None where there are no windows.
        padding: cells of padding before and after the rows, and before and after the columns.
        unseen_rows: of the input, those that no cell of the output sees.
        unseen_columns: likewise.
        counts: int (height, width), how many numbers each cell was computed from, where that differs.
        winners: int (height, width), for pooling by maximum or minimum the input cell that won, row x width + column.
    """

    values: Sheet
    formula: str
    expected: tuple[int, int]
    border: NDArray[np.bool_] | None = None
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    unseen_rows: tuple[int, ...] = ()
    unseen_columns: tuple[int, ...] = ()
    counts: NDArray[np.intp] | None = field(default=None)
    winners: NDArray[np.intp] | None = field(default=None)


def of_windows(
    values: Sheet,
    rows: Axis,
    columns: Axis,
    formula: str,
    *,
    counts: NDArray[np.intp] | None = None,
    winners: NDArray[np.intp] | None = None,
) -> Result:
    """The result of something that slides a window over its input."""
    return Result(
        values,
        formula,
        (rows.expected, columns.expected),
        np.logical_or.outer(rows.touching, columns.touching),
        ((rows.before, rows.after), (columns.before, columns.after)),
        rows.unseen,
        columns.unseen,
        counts,
        winners,
    )


def cut(values: NDArray[np.float64], rows: Axis, columns: Axis, fill: float) -> NDArray[np.float64]:
    """Every window of (height, width, ...) values, with `fill` for padding: (rows, columns, ..., size, size)."""
    margins = [(rows.before, rows.after), (columns.before, columns.after), *[(0, 0)] * (values.ndim - 2)]
    padded = np.pad(values, margins, constant_values=fill)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (rows.size, columns.size), (0, 1))
    starts = [[start + axis.before for start in axis.starts] for axis in (rows, columns)]
    return np.asarray(windows[np.ix_(*starts)], np.float64)
