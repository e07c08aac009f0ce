"""One digit's ink alone: soft-edged, without its neighbours and without the paper's noise."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.groups import Group, Pieces
from model.normaliser.ink import Ink
from model.normaliser.rank import at_share

_FINE = 40  # px; the long side from which a digit's edges are drawn anew, since its greys are light, not coverage
_FAINT = 0.012  # of the ink's contrast: what enlarging programs and JPEG leave around an edge
_MARGIN = 3  # px around the digit's certain ink in which its soft edge is looked for


def cut_out(ink: Ink, found: Pieces, digit: Group) -> tuple[NDArray[np.float32], int, int]:
    """The digit's coverage by ink, float32 (H, W) in 0..1 and 0 elsewhere, and its left and top in the picture."""
    height, width = found.labels.shape
    left, top, right, bottom = digit.box
    side = digit.side
    margin = max(_MARGIN, side // 5)
    left, top = max(0, left - margin), max(0, top - margin)
    window = slice(top, min(height, bottom + margin)), slice(left, min(width, right + margin))
    levels, labels = ink.levels[window], found.labels[window]
    inked = (labels > 0).astype(np.uint8)
    belongs = np.zeros(len(found.areas), np.uint8)
    belongs[digit.pieces] = 1
    own = inked if belongs[1:].all() else belongs[labels]
    other = inked - own
    soft = _as_seen(levels, own, other) if side < _FINE or ink.flat else _sharp(levels, own)
    if other.any():
        soft[_nearer(other, own)] = 0
    return soft, left, top


def _sharp(levels: NDArray[np.float32], own: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Edges at half the ink's contrast, one or two pixels wide; only within reach of the digit's certain ink."""
    level = at_share(levels[own > 0], 0.8)
    soft: NDArray[np.float32] = np.clip(levels / np.float32(0.5 * level) - np.float32(0.5), 0, 1)
    reach = max(own.shape) // 20 | 1
    return soft * cv2.dilate(own, np.ones((reach, reach), np.uint8))


def _as_seen(levels: NDArray[np.float32], own: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The greys of a small or clean picture, which are coverage already, less the noise of the paper around."""
    level = cv2.minMaxLoc(levels, own)[1]
    reach = 2 * max(2, max(own.shape) // 10) + 1
    quiet = (cv2.dilate(own | other, np.ones((reach, reach), np.uint8)) == 0).astype(np.uint8)
    floor = _FAINT * level if max(own.shape) >= _FINE else 0.0
    if cv2.minMaxLoc(levels, quiet)[1] > 0:
        floor = max(floor, min(at_share(levels[quiet > 0], 0.99), 0.25 * level))
    if floor <= 0:
        return levels / np.float32(level)
    soft = np.zeros_like(levels)
    np.divide(levels, np.float32(level), out=soft, where=levels > floor)
    count, labels = cv2.connectedComponents((soft > 0).astype(np.uint8))
    certain = np.zeros(count, np.float32)
    certain[labels[own > 0]] = 1
    return soft if certain[1:].all() else soft * certain[labels]


def _nearer(other: NDArray[np.uint8], own: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the neighbours' ink is nearer than the digit's own."""
    to_other = cv2.distanceTransform(1 - other, cv2.DIST_L2, 3)
    to_own = cv2.distanceTransform(1 - own, cv2.DIST_L2, 3)
    nearer: NDArray[np.bool_] = to_other < to_own
    return nearer
