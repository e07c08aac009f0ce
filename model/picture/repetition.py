"""Pixel repetition, as enlarging without smoothing makes it, found and undone: it adds pixels but no detail."""

import math

import numpy as np
from numpy.typing import NDArray

_SAMPLES = 16  # lines looked at before the whole picture is
_LEAST_SIDE = 8  # px that must be left


def repetition(pixels: NDArray[np.uint8]) -> int:
    """The whole number of times, in both directions, that each pixel of uint8 (H, W) or (H, W, 3) is repeated; or 1."""
    height, width = pixels.shape[:2]
    across = _common_step(pixels[:: max(1, height // _SAMPLES)], 1)
    times = math.gcd(across, _common_step(pixels[:, :: max(1, width // _SAMPLES)], 0)) if across > 1 else 1
    if times == 1 or min(height, width) < _LEAST_SIDE * times:
        return 1
    blocks = pixels[::times, ::times].repeat(times, axis=0).repeat(times, axis=1)
    return times if np.array_equal(blocks, pixels) else 1


def _common_step(lines: NDArray[np.uint8], axis: int) -> int:
    """The greatest number that divides the picture's side and every place at which a line changes."""
    changed = np.diff(lines, axis=axis).any(axis=tuple(other for other in range(lines.ndim) if other != axis))
    return int(np.gcd.reduce(np.flatnonzero(changed) + 1, initial=lines.shape[axis]))
