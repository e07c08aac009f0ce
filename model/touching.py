"""Digits that touch: where a piece of ink may be cut in two.

A cut is a straight line, upright or slanted, that crosses little ink: a minimum of the ink's projection along it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]

_SLANTS = (-0.3, 0.0, 0.3, 0.6)  # px to the left for each px down; writing leans to the right
_MOST = 4  # cuts looked at
_APART = 0.15  # of the height, between two cuts worth looking at
_LEAST_WIDTH = 0.12  # of the height: what is narrower is no digit
_LEAST_HEIGHT = 0.55  # of the whole's height, that either half has
_SCRAP = 0.1  # of a half's ink: a smaller piece, on the wrong side of the line, belongs to the other half


def cuts(mask: Mask) -> list[tuple[Mask, Mask]]:
    """The likeliest cuts of a mask of 0 and 1, (H, W) and trimmed, into its left and its right part, best first."""
    height, width = mask.shape
    candidates = []
    for slant in _SLANTS:
        middle = (height - 1) / 2
        shear = np.array([[1, slant, -slant * middle], [0, 1, 0]], np.float64)
        upright = cv2.warpAffine(mask, shear, (width, height), flags=cv2.INTER_NEAREST)
        crossed = np.asarray(upright, np.uint8).sum(axis=0, dtype=np.int64)
        margin = max(1, round(_LEAST_WIDTH * height))
        candidates += [(int(crossed[x]), abs(slant), slant, x) for x in range(margin, width - margin)]
    chosen: list[tuple[float, int]] = []
    found: list[tuple[Mask, Mask]] = []
    for _, _, slant, x in sorted(candidates):
        if any(abs(x - other) < _APART * height for _, other in chosen):
            continue
        halves = _halves(mask, slant, x)
        if halves is None:
            continue
        chosen.append((slant, x))
        found.append(halves)
        if len(found) == _MOST:
            break
    return found


def _halves(mask: Mask, slant: float, x: int) -> tuple[Mask, Mask] | None:
    """Left and right of the line that crosses the middle row at `x`; None where either is too low for a digit."""
    height, width = mask.shape
    rows, columns = np.indices((height, width), sparse=True)
    on_left = columns + slant * (rows - (height - 1) / 2) < x
    left, right = mask * on_left, mask * ~on_left
    left, right = _without_scraps(left, right)
    right, left = _without_scraps(right, left)
    if min(_height(left), _height(right)) < _LEAST_HEIGHT * height:
        return None
    return left, right


def _without_scraps(half: Mask, other: Mask) -> tuple[Mask, Mask]:
    """The same with the small pieces of `half` given to `other`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(half, connectivity=8)
    if count <= 2:
        return half, other
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = areas[1:].sum()
    scraps = (areas < _SCRAP * areas[0])[labels].astype(np.uint8)
    return half - scraps, other + scraps


def _height(mask: Mask) -> int:
    return int(cv2.boundingRect(mask)[3])
