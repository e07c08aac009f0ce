"""Noise of the sensor: too few photons, dead and hot pixels."""

import numpy as np
from numpy.typing import NDArray

from training.corruptions.pixels import to_image, to_plane

_PHOTONS = 3.0  # of a white pixel
_STRUCK = 0.17  # of all pixels


def shot_noise(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 5: as many photons as Poisson's law sends to each pixel, 3 to a white one; black stays black."""
    return to_image(rng.poisson(to_plane(image) * _PHOTONS) / _PHOTONS)


def impulse_noise(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 4: salt and pepper, 17 % of the pixels, black or white at even odds."""
    struck = rng.random(image.shape) < _STRUCK
    return np.where(struck, np.where(rng.random(image.shape) < 0.5, 255, 0), image).astype(np.uint8)
