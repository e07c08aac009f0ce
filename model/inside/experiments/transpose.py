"""Transposed convolution: each cell stamps the kernel, and stamps that overlap add up."""

from typing import Literal

import numpy as np

from model.errors import BadRequest
from model.inside.experiments.result import MAX_OUTPUT, Result, Sheet


def transpose(values: Sheet, kernel: Sheet, *, stride: int = 2, padding: Literal["valid", "same"] = "valid") -> Result:
    """Spread a map, as Keras's Conv2DTranspose does; `counts` tells how many stamps each cell got.

    Where the kernel's size is no multiple of the stride, the counts differ from cell to cell: the checkerboard of
    Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts" (Distill 2016).

    Raises:
        BadRequest: the result would be too large.
    """
    sides = [(side - 1) * stride + max(size, stride) for side, size in zip(values.shape, kernel.shape, strict=True)]
    if max(sides) > MAX_OUTPUT:
        raise BadRequest(f"the result would have {sides[0]}x{sides[1]} cells, and at most {MAX_OUTPUT} a side are made")
    spread, counts = np.zeros(sides), np.zeros(sides, np.intp)
    height, width = values.shape
    for row, column in np.ndindex(*kernel.shape):
        target = np.s_[
            row : row + (height - 1) * stride + 1 : stride, column : column + (width - 1) * stride + 1 : stride
        ]
        spread[target] += values * kernel[row, column]
        counts[target] += 1
    told = "(N - 1) x S + max(M, S)"
    if padding == "same":
        told = "N x S"
        top, left = (max(size - stride, 0) // 2 for size in kernel.shape)
        kept = np.s_[top : top + height * stride, left : left + width * stride]
        spread, counts = spread[kept], counts[kept]
    expected = (height * stride, width * stride) if padding == "same" else (sides[0], sides[1])
    return Result(spread, told, expected, counts=counts)
