"""Pooling: of each window the largest, the mean or the smallest number."""

from typing import Literal

import numpy as np

from model.inside.experiments.axis import formula, slide
from model.inside.experiments.result import Result, Sheet, cut, of_windows

Kind = Literal["max", "average", "min"]


def pool(
    values: Sheet, *, kind: Kind = "max", size: int = 2, stride: int = 2, padding: Literal["valid", "same"] = "valid"
) -> Result:
    """Pool a map, as Keras's layers do: what lies in the padding neither wins nor counts.

    Ink that is light on dark survives the maximum, dark ink on light paper the minimum, which is -max(-values).

    Raises:
        BadRequest: the window does not fit into the map.
    """
    rows, columns = (slide(side, size, stride, padding) for side in values.shape)
    cells = cut(values, rows, columns, np.nan)
    inside = ~np.isnan(cells)
    counts = inside.sum((2, 3))
    told = formula(padding, stride)
    if kind == "average":
        return of_windows(np.nansum(cells, (2, 3)) / counts, rows, columns, told, counts=counts)
    sign = 1.0 if kind == "max" else -1.0
    ranked = np.where(inside, sign * cells, -np.inf).reshape(*counts.shape, -1)
    best = ranked.argmax(-1)
    row, column = np.divmod(best, size)
    winners = (np.array(rows.starts)[:, np.newaxis] + row) * values.shape[1] + np.array(columns.starts) + column
    won = sign * np.take_along_axis(ranked, best[..., np.newaxis], -1)[..., 0]
    return of_windows(won, rows, columns, told, counts=counts, winners=winners)
