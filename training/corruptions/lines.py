"""What is drawn over a picture, or out of it: stripes, a dotted line, a zigzag, edges."""

import cv2
import numpy as np
from numpy.typing import NDArray

_STRIPE = 7  # columns
_DOT = 2.0  # px between dots
_SWING, _WAVE = 2.0, 4.0  # px to either side of the line; px of the line from one turn to the next
_SIGMA, _WEAK, _STRONG = 1.0, 0.1, 0.2  # of Canny's detector; gradients as shares of white


def stripe(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:  # noqa: ARG001 - as every other
    """The outer 7 columns of each side inverted."""
    striped = image.copy()
    for side in (striped[:, :_STRIPE], striped[:, -_STRIPE:]):
        np.subtract(255, side, out=side)
    return striped


def dotted_line(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """White dots of a pixel, 2 px apart, on a straight line from the left edge to the right."""
    start, end = _across(image, rng)
    points = start + np.arange(0, 1, _DOT / np.linalg.norm(end - start))[:, None] * (end - start)
    dotted = image.copy()
    columns, rows = np.rint(points).astype(int).T
    dotted[rows, columns] = 255
    return dotted


def zigzag(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A white line from the left edge to the right that swings 2 px to either side."""
    start, end = _across(image, rng)
    length = float(np.linalg.norm(end - start))
    along = (end - start) / length
    steps = np.arange(0, length + _WAVE, _WAVE)
    swing = np.where(np.arange(len(steps)) % 2, _SWING, -_SWING)
    points = start + steps[:, None] * along + swing[:, None] * np.array([-along[1], along[0]])
    drawn = image.copy()
    cv2.polylines(drawn, [np.rint(points * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, shift=4)
    return drawn


def canny_edges(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:  # noqa: ARG001 - as every other
    """Nothing but the edges, white on black: J. Canny, A computational approach to edge detection (1986)."""
    smooth = cv2.GaussianBlur(image, (0, 0), _SIGMA, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(cv2.Canny(smooth, _WEAK * 255, _STRONG * 255, L2gradient=True), np.uint8)


def _across(image: NDArray[np.uint8], rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends (x, y) of a line through the picture, at random heights of its left and right edges."""
    height, width = image.shape
    left, right = rng.uniform(0, height - 1, 2)
    return np.array([0.0, left]), np.array([width - 1.0, right])
