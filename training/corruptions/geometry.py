"""The picture moved, turned, slanted and shrunk, black outside; the sign is drawn by chance."""

import cv2
import numpy as np
from numpy.typing import NDArray

_SHEAR = 0.4  # px across for a px down
_SCALE = 0.7
_ANGLE = 0.4  # rad: 22.9 degrees
_STEP = 3  # px


def shear(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 2: slanted by 0.4 to the left or to the right."""
    return _about_centre(image, [[1, rng.choice((-1, 1)) * _SHEAR], [0, 1]])


def scale(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:  # noqa: ARG001 - as every other
    """Severity 3: at 0.7 of its size."""
    return _about_centre(image, [[_SCALE, 0], [0, _SCALE]])


def rotate(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 2: turned by 0.4 rad, either way."""
    sine, cosine = rng.choice((-1, 1)) * np.sin(_ANGLE), np.cos(_ANGLE)
    return _about_centre(image, [[cosine, -sine], [sine, cosine]])


def translate(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 3: 3 px up or down, and 3 px to the left or to the right."""
    down, right = rng.choice((-_STEP, _STEP), 2)
    return _warp(image, np.array([[1, 0, right], [0, 1, down]], np.float64))


def _about_centre(image: NDArray[np.uint8], matrix: list[list[float]]) -> NDArray[np.uint8]:
    """Mapped by a 2 x 2 matrix of (x, y), the middle of the picture staying where it is."""
    linear = np.array(matrix, np.float64)
    centre = (np.array(image.shape[::-1]) - 1) / 2
    return _warp(image, np.column_stack([linear, centre - linear @ centre]))


def _warp(image: NDArray[np.uint8], matrix: NDArray[np.float64]) -> NDArray[np.uint8]:
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)
