"""The width of the pen: measured, and brought into the range that MNIST's writers used."""

import cv2
import numpy as np
from numpy.typing import NDArray

THIN, THICK = 0.05, 0.2  # stroke over long side; MNIST's lie between them, at 0.1 on average
_FROM_THIN, _FROM_THICK = 0.10, 0.16  # what a hairline and a marker are written anew as
_LEFT = 0.3  # of the inked area: what thinning must leave
_MEASURABLE = 40  # px; on a smaller digit a hairline is as wide as a pixel and cannot be told from a pen's
_FINE = 80  # px of the long side at which strokes are thinned, so that what is taken off is more than a pixel


def stroke_width(mask: NDArray[np.uint8]) -> float:
    """Mean width of the strokes of a mask of 0 and 1, in px.

    A bar of width w has a mean distance to its edge of w/4 + 1/2.
    """
    distance = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)
    inside = cv2.sumElems(distance)[0] / max(1, cv2.countNonZero(mask))
    return max(1.0, 4 * inside - 2)


def rewrite(ink: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """The same writing with another pen where `ratio`, stroke over long side, is a hairline's or a marker's.

    Ink is coverage in 0..1, float32 (H, W); the result may be of another size, with empty margins.
    """
    if ratio > THICK:
        return _thinned(ink, ratio)
    if ratio < THIN and max(ink.shape) >= _MEASURABLE:
        return _widened(ink, ratio)
    return ink


def _widened(ink: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    grow = (_FROM_THIN - ratio) * max(ink.shape) / 2
    pad = int(grow) + 2
    wide = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform((wide < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    grown: NDArray[np.float32] = np.clip(np.float32(grow + 1) - distance, 0, 1)
    return np.maximum(grown, wide)


def _thinned(ink: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """Every edge moved inwards by the same way; as it was where nothing would be left, as of a blob with thin tails."""
    times = max(1, -(-_FINE // max(ink.shape)))
    wide = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    fine = cv2.resize(wide, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    distance = cv2.distanceTransform((fine > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    shrink = (ratio - _FROM_THICK) * max(ink.shape) * times / 2
    thin: NDArray[np.float32] = np.clip(distance - np.float32(shrink), 0, 1)
    return thin if cv2.countNonZero(thin) >= _LEFT * cv2.countNonZero((fine > 0.5).astype(np.uint8)) else ink
