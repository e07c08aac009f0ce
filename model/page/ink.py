"""The ink of a page: many small strokes, where `model/normaliser/ink.py` looks for one digit's.

What is as narrow as a stroke stands out from what is wider: a shadow and the edge of the sheet are one step each, not a
stroke between two, and stay behind. Contrast is counted by the light that falls on the paper there.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.ink import PAGE, Ink, find_ink, threshold_of
from model.normaliser.paper import flat_ground, grain, mostly_darker, narrow
from model.normaliser.rank import at_share
from model.normaliser.ruling import without_ruling
from model.picture.colour import to_grey

_COARSE = 200  # px; the long side at which the width of strokes is estimated
_WIDTHS = (3, 5, 7, 11, 17, 25, 37)  # px at that side
_FULL = 0.9  # share of the greatest score at which a width counts as wide enough
_LONG = 0.6  # of the picture's side: what is longer is no digit
_USUAL = 0.4  # of a page is bare paper at the least
_DARKEST = 0.4  # of the page's brightness, to which light may fall: what is darker is no paper
_GRAINY = 8.0  # standard deviations of the paper, below which its grain frays the strokes, and is smoothed first
_SMOOTH = 1.2  # px

Grey = NDArray[np.uint8]
Levels = NDArray[np.float32]


def find_page_ink(pixels: NDArray[np.uint8]) -> Ink:
    """The ink of a page, uint8 (H, W) or (H, W, 3); drawings and small pictures as `find_ink` sees them."""
    grey = to_grey(pixels)
    if max(grey.shape) < PAGE or flat_ground(grey) is not None:
        return find_ink(pixels)
    shrink = _COARSE / max(grey.shape)
    size = max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink))
    coarse = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    dark = mostly_darker(coarse)
    width = round(_pen(255 - coarse if dark else coarse) * max(grey.shape) / _COARSE) | 1
    ink = _find(grey, dark, width)
    if ink.threshold < _GRAINY * ink.noise:
        return _find(np.asarray(cv2.GaussianBlur(grey, (0, 0), _SMOOTH), np.uint8), dark, width)
    return ink


def _find(grey: Grey, dark: bool, width: int) -> Ink:
    above = narrow(255 - grey if dark else grey, width).astype(np.float32)
    if dark:
        light = grey + above
        usual = at_share(_sample(light), 0.9)
        above *= np.where(light > np.float32(_DARKEST * usual), np.float32(usual) / light, np.float32(0))
    sample = _sample(above)
    noise = grain(sample)
    levels: Levels = np.maximum(above - np.float32(at_share(sample, _USUAL)), np.float32(0))
    levels = without_ruling(levels, noise)
    threshold = threshold_of(levels, noise)
    return Ink(levels, (levels > threshold).astype(np.uint8), dark, threshold, noise, flat=False)


def _sample(values: Levels) -> Levels:
    return values[:: max(1, values.shape[0] // 200), :: max(1, values.shape[1] // 200)]


def _pen(signed: Grey) -> int:
    """The least of `_WIDTHS` that takes in in full the strokes of a coarse picture, bright on dark."""
    scores = [_written(narrow(signed, width)) for width in _WIDTHS]
    first = next(i for i, score in enumerate(scores) if score >= _FULL * max(scores))
    return _WIDTHS[min(first + 1, len(_WIDTHS) - 1)]


def _written(top: Grey) -> float:
    """Squared length times contrast of all pieces that may be of digits, in px and grey levels."""
    split, mask = cv2.threshold(top, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    x, y, width, height = stats[1:, :4].T
    rows, columns = top.shape
    whole = (x > 0) & (y > 0) & (x + width < columns) & (y + height < rows)
    whole &= (width < _LONG * columns) & (height < _LONG * rows)
    return float((np.maximum(width, height) ** 2.0 * whole).sum() * split)
