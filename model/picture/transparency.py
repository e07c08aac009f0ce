"""Transparency resolved: the colour that a see-through picture was meant to lie on."""

import cv2
import numpy as np
from numpy.typing import NDArray

_TWO_TONE = 48.0  # standard deviation, in grey levels, above which what is visible has paper of its own
_STRIP = 65_536  # pixels blended at a time: floats of a whole large picture would take gigabytes


def flatten(colour: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`colour` (H, W) or (H, W, 3) over white or black, whichever shows its ink; `alpha` is uint8 (H, W).

    Ink alone (a drawing on a transparent canvas, also one of a single colour with all of its shape in alpha) goes
    over the opposite of its own lightness. A picture that brings its paper along (a sheet with rounded corners, a
    sticker with an outline) goes over the lightness of its own edge, so that no false edge appears.
    """
    if alpha.min() == 255:
        return np.ascontiguousarray(colour)
    ground = np.float32(255 if _belongs_on_white(colour, alpha) else 0)
    blended = np.empty(colour.shape, np.uint8)
    rows = max(1, _STRIP // colour.shape[1])
    for top in range(0, len(colour), rows):
        strip = slice(top, top + rows)
        opacity = alpha[strip].astype(np.float32) / np.float32(255)
        if colour.ndim == 3:
            opacity = opacity[..., None]
        blended[strip] = np.rint(ground + (colour[strip] - ground) * opacity)
    return blended


def _belongs_on_white(colour: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> bool:
    light = colour if colour.ndim == 2 else cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    visible = (alpha >= min(128, max(1, int(alpha.max())))).view(np.uint8)
    mean, deviation = cv2.meanStdDev(light, mask=visible)
    if deviation[0, 0] > _TWO_TONE:
        inner = cv2.erode(visible, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1)
        edge = visible - inner
        if edge.any():
            return bool(cv2.mean(light, mask=edge)[0] >= 128)
    return bool(mean[0, 0] < 128)
