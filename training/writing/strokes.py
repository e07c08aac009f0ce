"""Digits drawn by code: polylines and arcs, in MNIST's frame, for golden pictures and for tests.

MNIST's images are not ours to put into a version's folder; these are, and a network that reads handwriting reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 28
_BOX = 20.0  # MNIST's digits fill a box of 20 x 20 in the frame of 28 x 28
_ZOOM = 16  # drawn this much larger and averaged down: soft edges, as MNIST has

Point = tuple[float, float]


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse, angles in degrees, clockwise from the right since y goes down."""
    angles = np.linspace(start * pi / 180, end * pi / 180, 24)
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


# Strokes in a unit box, x to the right and y down.
_STROKES: dict[int, list[list[Point]]] = {
    0: [_arc(0.5, 0.5, 0.34, 0.5, 0, 360)],
    1: [[(0.5, 0.0), (0.5, 1.0)]],
    2: [[*_arc(0.5, 0.27, 0.33, 0.27, 195, 395), (0.14, 1.0), (0.88, 1.0)]],
    3: [[*_arc(0.46, 0.25, 0.32, 0.25, 205, 450), *_arc(0.46, 0.74, 0.36, 0.26, 270, 515)]],
    4: [[(0.28, 0.0), (0.14, 0.56), (0.86, 0.56)], [(0.74, 0.06), (0.68, 1.0)]],
    5: [[(0.82, 0.0), (0.28, 0.0), (0.22, 0.45), *_arc(0.45, 0.69, 0.36, 0.31, 240, 505)]],
    6: [[(0.68, 0.0), (0.40, 0.25), *_arc(0.48, 0.72, 0.31, 0.28, 190, 550)]],
    7: [[(0.14, 0.0), (0.84, 0.0), (0.40, 1.0)]],
    8: [[*_arc(0.5, 0.25, 0.26, 0.25, 90, 450), *_arc(0.5, 0.75, 0.32, 0.25, 270, 630)]],
    9: [[*_arc(0.48, 0.28, 0.28, 0.28, 360, 0), (0.78, 0.28), (0.70, 1.0)]],
}


@dataclass(frozen=True)
class Hand:
    """A way of writing: stroke width in pixels of the 28 x 28 frame, slant to the right, width of the digit's box."""

    width: float = 2.2
    slant: float = 0.15
    squeeze: float = 0.9


HANDS = (Hand(), Hand(width=1.7, slant=0.0), Hand(width=3.0, slant=0.25, squeeze=0.8))


def draw(digit: int, hand: Hand = HANDS[0], jitter: NDArray[np.float64] | None = None) -> NDArray[np.uint8]:
    """A digit, uint8 [28, 28], ink 255 on 0, its centre of mass in the middle.

    Args:
        digit: 0 to 9.
        hand: the way of writing.
        jitter: a 2 x 2 matrix added to the identity that the strokes are mapped with, for variation in tests.
    """
    map_ = np.array([[hand.squeeze, -hand.slant], [0.0, 1.0]]) + (0 if jitter is None else jitter)
    strokes = [(np.array(stroke) - 0.5) @ map_.T for stroke in _STROKES[digit]]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = (_BOX - hand.width) / float((high - low).max())
    strokes = [(stroke - (low + high) / 2) * size + SIDE / 2 for stroke in strokes]
    return _centred(_render(strokes, hand.width))


def _render(strokes: Sequence[NDArray[np.float64]], width: float) -> NDArray[np.uint8]:
    canvas = np.zeros((SIDE * _ZOOM, SIDE * _ZOOM), np.uint8)
    lines = [np.round(stroke * _ZOOM).astype(np.int32) for stroke in strokes]
    cv2.polylines(canvas, lines, isClosed=False, color=255, thickness=round(width * _ZOOM))
    return np.asarray(cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _centred(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shifted by whole pixels so that the centre of mass is in the middle, as MNIST's is."""
    rows, columns = np.indices(picture.shape)
    down, right = (round((SIDE - 1) / 2 - float((axis * picture).sum() / picture.sum())) for axis in (rows, columns))
    return np.roll(picture, (down, right), axis=(0, 1))
