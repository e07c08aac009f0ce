"""Digits that touch: where a piece of ink may be cut in two.

A cut is a straight line, upright or slanted, that crosses little ink: a minimum of the ink's projection along it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]

_SLANTS = (-0.3, 0.0, 0.3, 0.6)  # px to the left for each px down; writing leans to the right
_MOST = 4  # cuts looked at
_APART = 0.15  # of the height, between two cuts worth looking at
_LEAST_WIDTH = 0.12  # of the height: what is narrower is no digit
_BESIDE = 0.45  # of the whole's height, in which both halves have ink: digits stand side by side
_SCRAP = 0.1  # of a half's ink: a smaller piece, on the wrong side of the line, belongs to the other half


@dataclass(frozen=True)
class Cut:
    """A mask's left and right part, uint8 (H, W) of 0 and 1, and along how many pixels they touch."""

    left: Mask
    right: Mask
    contact: int


def cuts(mask: Mask) -> list[Cut]:
    """The likeliest cuts of a mask, uint8 (H, W) of 0 and 1, trimmed; the one through the least ink first."""
    height, width = mask.shape
    candidates = []
    for slant in _SLANTS:
        middle = (height - 1) / 2
        shear = np.array([[1, slant, -slant * middle], [0, 1, 0]], np.float64)
        upright = cv2.warpAffine(mask, shear, (width, height), flags=cv2.INTER_NEAREST)
        crossed = np.asarray(upright, np.uint8).sum(axis=0, dtype=np.int64)
        margin = max(1, round(_LEAST_WIDTH * height))
        candidates += [(int(crossed[x]), abs(slant), slant, x) for x in range(margin, width - margin)]
    looked_at: list[tuple[float | None, int]] = []  # None: at any slant
    found: list[Cut] = []
    for _, _, slant, x in sorted(candidates):
        if any(abs(x - other) < _APART * height and at in (None, slant) for at, other in looked_at):
            continue
        cut = _cut(mask, slant, x)
        looked_at.append((slant if cut is None else None, x))
        if cut is None:
            continue
        found.append(cut)
        if len(found) == _MOST:
            break
    return found


def _cut(mask: Mask, slant: float, x: int) -> Cut | None:
    """Left and right of the line that crosses the middle row at `x`; None where they are rather above each other."""
    height, width = mask.shape
    rows, columns = np.indices((height, width), sparse=True)
    on_left = columns + slant * (rows - (height - 1) / 2) < x
    left, right = mask * on_left, mask * ~on_left
    left, right = _without_scraps(left, right)
    right, left = _without_scraps(right, left)
    tops, bottoms = zip(*map(_rows, (left, right)), strict=True)
    if min(bottoms) - max(tops) < _BESIDE * height:
        return None
    beside = np.asarray(cv2.dilate(left, np.ones((3, 3), np.uint8)), np.uint8)
    contact = cv2.countNonZero(beside & right)
    return Cut(left, right, contact)


def _without_scraps(half: Mask, other: Mask) -> tuple[Mask, Mask]:
    """The same with the small pieces of `half` given to `other`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(half, connectivity=8)
    if count <= 2:
        return half, other
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = areas[1:].sum()
    scraps = (areas < _SCRAP * areas[0])[labels].astype(np.uint8)
    return half - scraps, other + scraps


def _rows(mask: Mask) -> tuple[int, int]:
    """The first row with ink, and the one after the last."""
    _, top, _, height = cv2.boundingRect(mask)
    return top, top + height
