"""Blur: seen through frosted glass, and moved while the shutter was open."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.corruptions.pixels import to_image, to_plane

_GLASS_SIGMA, _GLASS_REACH, _GLASS_ROUNDS = 0.7, 1, 2
_MOTION_RADIUS, _MOTION_SIGMA = 10, 3.0


def glass_blur(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 1: blurred (0.7 px), twice every pixel taken from a neighbour 1 px off at most, blurred again."""
    plane = np.asarray(cv2.GaussianBlur(to_plane(image), (0, 0), _GLASS_SIGMA))
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    for _ in range(_GLASS_ROUNDS):
        down, right = rng.integers(-_GLASS_REACH, _GLASS_REACH + 1, (2, *image.shape))
        plane = plane[np.clip(rows + down, 0, image.shape[0] - 1), np.clip(columns + right, 0, image.shape[1] - 1)]
    return to_image(cv2.GaussianBlur(plane, (0, 0), _GLASS_SIGMA))


def motion_blur(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 1: a trail of 10 px, fading as a Gaussian of 3 px, in a direction within 45 degrees of the row's."""
    angle = np.deg2rad(rng.uniform(-45, 45))
    steps = np.arange(_MOTION_RADIUS + 1)
    strength = np.exp(-(steps**2) / (2 * _MOTION_SIGMA**2))
    kernel = np.zeros((2 * _MOTION_RADIUS + 1,) * 2)
    at = [np.rint(_MOTION_RADIUS + steps * part).astype(int) for part in (np.sin(angle), np.cos(angle))]
    np.add.at(kernel, (at[0], at[1]), strength / strength.sum())
    return to_image(cv2.filter2D(to_plane(image), -1, kernel, borderType=cv2.BORDER_CONSTANT))
