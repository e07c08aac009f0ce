"""Finds the ink of a picture: what was written, apart from what it was written on."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Ink:
    """Ink found on a picture of H x W pixels.

    Attributes:
        soft: float32 (H, W), grey levels of contrast above the paper's noise, 0 on paper.
        mask: uint8 (H, W), 1 where ink is certain.
        dark: the ink is darker than its paper.
        threshold: the contrast, in grey levels, from which a pixel counts as ink in `mask`.
    """

    soft: NDArray[np.float32]
    mask: NDArray[np.uint8]
    dark: bool
    threshold: float


def find_ink(pixels: NDArray[np.uint8]) -> Ink:
    """The ink of a picture, uint8 (H, W) or (H, W, 3)."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    split, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ring = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
    dark = bool(np.median(ring) > split)
    level = np.float32(np.median(ring))
    contrast = np.maximum(level - grey if dark else grey - level, 0).astype(np.float32)
    top = float(contrast.max())
    threshold = abs(float(level) - split) if top else 1.0
    mask = (contrast >= max(threshold, 1)).astype(np.uint8)
    return Ink(contrast, mask, dark, threshold)
