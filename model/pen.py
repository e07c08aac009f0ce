"""The width of the pen: measured, and brought into the range that MNIST's writers used."""

import cv2
import numpy as np
from numpy.typing import NDArray

THIN = 0.05  # stroke over long side; MNIST's lie between 0.05 and 0.16
THICK = 0.2
_TARGET = 0.10
_FINE = 40  # px; below this a hairline is as wide as a pixel and cannot be measured


def stroke_width(mask: NDArray[np.uint8]) -> float:
    """Mean width of the strokes of a mask of 0 and 1, in px.

    A bar of width w has a mean distance to its edge of w/4 + 1/2.
    """
    distance = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)
    inside = float(distance.sum()) / max(1, int(np.count_nonzero(mask)))
    return max(1.0, 4 * inside - 2)


def rewrite(ink: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """The same writing with a wider pen where `ratio`, stroke over long side, is that of a hairline.

    Ink is coverage in 0..1, float32 (H, W); the result is larger by the widening on each side.
    """
    side = max(ink.shape)
    if ratio >= THIN or side < _FINE:
        return ink
    grow = (_TARGET - ratio) * side / 2
    pad = int(grow) + 2
    wide = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform((wide < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    grown: NDArray[np.float32] = np.clip(np.float32(grow + 1) - distance, 0, 1)
    return np.maximum(grown, wide)
