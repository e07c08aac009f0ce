"""What light and weather do: too bright, fog, mud on the lens."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.corruptions.pixels import Plane, to_image, to_plane

_BRIGHTER = 0.5
_FOG, _DECAY = 3.0, 1.4  # strength to a white pixel's 1; how much weaker each finer octave of the cloud is
_MUD_MEAN, _MUD_DEVIATION, _MUD_SIGMA, _MUD_LEVEL = 0.65, 0.1, 0.7, 0.69
_MUD_SHADE = 0.18  # luminance of a dark brown


def brightness(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:  # noqa: ARG001 - as every other
    """Severity 5: every pixel 0.5 brighter, so that the ground is grey and the ink is white."""
    return to_image(to_plane(image) + np.float32(_BRIGHTER))


def fog(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 5: a cloud three times as bright as the ink over all of it, and the sum dimmed to what a pixel holds."""
    return to_image((to_plane(image) + _FOG * _cloud(image.shape, rng)) / (1 + _FOG))


def spatter(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Severity 4: blots of mud, soft at the edge, over ground and ink alike."""
    wet = cv2.GaussianBlur(rng.normal(_MUD_MEAN, _MUD_DEVIATION, image.shape), (0, 0), _MUD_SIGMA)
    mud = cv2.GaussianBlur((wet > _MUD_LEVEL).astype(np.float32), (0, 0), _MUD_SIGMA / 2)
    return to_image(to_plane(image) * (1 - mud) + _MUD_SHADE * mud)


def _cloud(shape: tuple[int, ...], rng: np.random.Generator) -> Plane:
    """A fractal cloud in 0..1: octaves of noise, each twice as fine as the one before, and weaker."""
    size = (shape[1], shape[0])
    cloud = np.zeros(shape, np.float32)
    for octave in range(1, 6):
        coarse = rng.random((2**octave, 2**octave), np.float32)
        cloud += cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR) / np.float32(_DECAY**octave)
    return np.asarray((cloud - cloud.min()) / max(float(np.ptp(cloud)), 1e-6))
