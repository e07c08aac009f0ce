"""Forms of digits that MNIST's writers hardly used, and others do: the 1 with a flag and a foot, the crossed 7.

MNIST's are American hands: their 1 is a bare stroke. In most of Europe and Latin America it begins with a rising flag.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.pen import stroke_width

_ZOOM = 4  # px in which the added strokes are drawn for one of MNIST's
_FLAGGED, _FOOTED, _CROSSED = 0.5, 0.15, 0.25  # of the 1s, the 1s and the 7s


def in_another_form(digit: NDArray[np.uint8], label: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The digit, uint8 (28, 28), where it has another form sometimes in that; others as they are."""
    ink = np.argwhere(digit > 127)
    if label not in (1, 7) or len(ink) < 2:
        return digit
    large = np.asarray(cv2.resize(digit, None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_CUBIC), np.uint8)
    pen = max(_ZOOM, round(stroke_width((large > 127).astype(np.uint8))))
    if label == 1:
        if rng.random() < _FLAGGED:
            _flag(large, pen, rng)
        if rng.random() < _FOOTED:
            _foot(large, pen, rng)
    elif rng.random() < _CROSSED:
        _cross(large, pen, rng)
    return np.asarray(cv2.resize(large, digit.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def _flag(large: NDArray[np.uint8], pen: int, rng: np.random.Generator) -> None:
    """From the top down to the left, straight or a little bent."""
    x, y, height = *_end(large, pen, 0), _height(large)
    angle, length = np.deg2rad(rng.uniform(25, 65)), height * rng.uniform(0.2, 0.6)
    tip = np.array([x - length * np.cos(angle), y + length * np.sin(angle)])
    middle = (np.array([x, y]) + tip) / 2 + rng.normal(0, 0.06 * length, 2)
    cv2.polylines(large, [np.rint([(x, y), middle, tip]).astype(np.int32)], False, (255,), pen, cv2.LINE_AA)


def _foot(large: NDArray[np.uint8], pen: int, rng: np.random.Generator) -> None:
    """A stroke under it, about level."""
    x, y, height = *_end(large, pen, -1), _height(large)
    left, right = height * rng.uniform(0.12, 0.35, 2)
    tilt = rng.normal(0, 0.05) * height
    cv2.line(large, (round(x - left), round(y + tilt)), (round(x + right), round(y - tilt)), (255,), pen, cv2.LINE_AA)


def _cross(large: NDArray[np.uint8], pen: int, rng: np.random.Generator) -> None:
    """A bar through the stem, about half way down."""
    rows = np.flatnonzero((large > 127).any(axis=1))
    y = round(rows[0] + rng.uniform(0.4, 0.65) * len(rows))
    columns = np.flatnonzero(large[y] > 127)
    if not columns.size:
        return
    x, reach = float(columns.mean()), len(rows) * rng.uniform(0.12, 0.3)
    tilt = rng.normal(0, 0.15) * reach
    cv2.line(large, (round(x - reach), round(y + tilt)), (round(x + reach), round(y - tilt)), (255,), pen, cv2.LINE_AA)


def _end(large: NDArray[np.uint8], pen: int, which: int) -> tuple[float, float]:
    """Where the stroke begins (0) or ends (-1): x and y, half a pen inside."""
    rows = np.flatnonzero((large > 127).any(axis=1))
    y = rows[which]
    return float(np.flatnonzero(large[y] > 127).mean()), float(y + (pen / 2 if which == 0 else -pen / 2))


def _height(large: NDArray[np.uint8]) -> int:
    return int(np.count_nonzero((large > 127).any(axis=1)))
