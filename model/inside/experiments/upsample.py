"""Upsampling: every cell becomes several, as copies or with even steps between."""

from typing import Literal

import numpy as np

from model.errors import BadRequest
from model.inside.experiments.result import MAX_OUTPUT, Result, Sheet
from model.inside.reach import between

Interpolation = Literal["nearest", "bilinear"]


def upsample(values: Sheet, *, factor: int = 2, interpolation: Interpolation = "nearest") -> Result:
    """Enlarge a map, as Keras's UpSampling2D does.

    Raises:
        BadRequest: the result would be too large.
    """
    sides = (values.shape[0] * factor, values.shape[1] * factor)
    if max(sides) > MAX_OUTPUT:
        raise BadRequest(f"the result would have {sides[0]}x{sides[1]} cells, and at most {MAX_OUTPUT} a side are made")
    if interpolation == "nearest":
        return Result(values.repeat(factor, 0).repeat(factor, 1), "N x S", sides)
    rows, columns = (_shares(side, factor) for side in values.shape)
    return Result(rows @ values @ columns.T, "N x S", sides)


def _shares(side: int, factor: int) -> Sheet:
    """What each row of the result takes from each of the input's: float64 (side * factor, side)."""
    shares = np.zeros((side * factor, side))
    for position in range(side * factor):
        first, second, share = between(side, factor, position)
        shares[position, first] += 1 - share
        shares[position, second] += share
    return shares
