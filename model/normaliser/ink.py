"""Finds the ink of a picture: what was written, apart from what it was written on."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.margins import margin_lines
from model.normaliser.paper import contrast
from model.normaliser.ruling import without_ruling
from model.picture.colour import to_grey

_LEAST_CONTRAST = 8.0  # grey levels; less is not seen as writing
PAGE = 96  # px; a smaller picture shows a digit, not a sheet with lines or a table around it
_NOISE = 5.0  # standard deviations of the paper, below which nothing counts as ink


@dataclass(frozen=True)
class Ink:
    """Ink found on a picture of H x W pixels.

    Attributes:
        levels: float32 (H, W), contrast to the paper in grey levels.
        mask: uint8 (H, W), 1 where ink is certain.
        dark: the ink is darker than its paper.
        threshold: the contrast, in grey levels, from which a pixel counts as ink in `mask`.
        noise: standard deviation of the paper, in grey levels.
        flat: the paper is one grey, as in drawings.
    """

    levels: NDArray[np.float32]
    mask: NDArray[np.uint8]
    dark: bool
    threshold: float
    noise: float
    flat: bool


def find_ink(pixels: NDArray[np.uint8]) -> Ink:
    """The ink of a picture, uint8 (H, W) or (H, W, 3)."""
    seen = contrast(to_grey(pixels))
    levels = without_ruling(seen.levels, seen.noise) if min(seen.levels.shape) >= PAGE else seen.levels
    threshold = threshold_of(levels, seen.noise)
    mask = (levels > threshold).astype(np.uint8)
    if max(mask.shape) < PAGE and not seen.flat:
        lines = margin_lines(mask)
        if lines:
            levels = levels.copy()
            for columns in lines:
                levels[:, columns] = 0
            mask = (levels > threshold).astype(np.uint8)
    border = _border(mask)
    if border is not None:
        levels = np.where(border, np.float32(0), levels)
        threshold = threshold_of(levels, seen.noise)
        mask = (levels > threshold).astype(np.uint8)
    return Ink(levels, mask, seen.dark, threshold, seen.noise, seen.flat)


def threshold_of(levels: NDArray[np.float32], noise: float) -> float:
    """The contrast, in grey levels, from which a pixel counts as ink on paper of that noise: Otsu's, bounded below."""
    split, _ = cv2.threshold(cv2.convertScaleAbs(levels), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return max(split, _LEAST_CONTRAST, _NOISE * noise)


def _border(mask: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    """Where the mask shows what lies around the sheet (a table, the dark edge of a scan); None where nothing does.

    It runs along the picture's border and does not reach into its middle.
    """
    height, width = mask.shape
    x, y, w, h = cv2.boundingRect(mask)
    inside = x > 1 and y > 1 and x + w < width - 1 and y + h < height - 1
    if min(height, width) < PAGE or inside:
        return None
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, w, h = stats[:, :4].T
    along = (w >= 0.3 * width) & ((top <= 1) | (top + h >= height - 1))
    along |= (h >= 0.3 * height) & ((left <= 1) | (left + w >= width - 1))
    corners = np.unique(labels[[0, 0, -1, -1], [0, -1, 0, -1]])
    middle = np.unique(labels[height // 4 : height - height // 4, width // 4 : width - width // 4])
    around = along & ~np.isin(np.arange(count), middle)
    around[0] = False
    if around.sum() == count - 1:  # a 0 that fills its picture leaves the corners free
        around &= np.isin(np.arange(count), corners)
    if not around.any():
        return None
    return cv2.dilate(around[labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
