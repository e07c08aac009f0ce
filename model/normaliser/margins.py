"""Upright lines near the sides of a small crop: a table's rules, which a page's ruling is too few to be."""

import cv2
import numpy as np
from numpy.typing import NDArray

_LEAST_SIDE = 20  # px; a smaller crop shows a digit alone, and its sides may be strokes
_OUTER = 0.2  # of the width, on either side, where lines are looked for
_RUNS = 0.95  # share of the height that a line covers
_THICK = 0.15  # of the width: what is thicker is no line


def margin_lines(mask: NDArray[np.uint8]) -> list[slice]:
    """The columns, on either side, of lines from top to bottom in a mask of 0 and 1, (H, W)."""
    height, width = mask.shape
    if min(height, width) < _LEAST_SIDE:
        return []
    leaning = cv2.dilate(mask, np.ones((1, 3), np.uint8))
    full = np.asarray(leaning, np.uint8).mean(axis=0) >= _RUNS
    outer = round(_OUTER * width)
    full[outer : width - outer] = False
    edges = np.flatnonzero(np.diff(full.astype(np.int8), prepend=0, append=0))
    runs = [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return [slice(max(0, start - 1), stop + 1) for start, stop in runs if stop - start <= _THICK * width]
