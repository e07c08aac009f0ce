"""Colour to the one grey in which the ink stands out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.rank import at_share

_SIDE = 100  # px; the long side at which channels are compared
_GREYISH = 6.0  # mean range of the three channels, in levels, below which a picture is as good as grey
_BETTER = 1.4  # times the luminance's contrast, from which a single channel is preferred


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """ITU-R BT.601 luma of uint8 (H, W, 3); uint8 (H, W) as it is."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def to_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Luminance, or the channel in which ink of one colour stands out far more from paper of another."""
    grey = luminance(pixels)
    if pixels.ndim == 2:
        return grey
    shrink = min(1.0, _SIDE / max(grey.shape))
    size = max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    if float((small.max(axis=2) - small.min(axis=2)).mean()) < _GREYISH:
        return grey
    contrasts = [_contrast(np.ascontiguousarray(small[..., channel])) for channel in range(3)]
    best = int(np.argmax(contrasts))
    if contrasts[best] < _BETTER * _contrast(luminance(small)):
        return grey
    return np.ascontiguousarray(pixels[..., best])


def _contrast(channel: NDArray[np.uint8]) -> float:
    """How far the most outstanding hundredth of the pixels lies from its surroundings, in grey levels."""
    reach = max(channel.shape) // 4 | 1
    around = cv2.medianBlur(channel, reach)
    return at_share(cv2.absdiff(channel, around), 0.99)
