"""What was written on: its brightness everywhere, and whether the ink is darker or lighter than it."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.rank import at_share, at_shares

Grey = NDArray[np.uint8]

_EVEN_BELOW = 96  # px; on a smaller picture strokes and shadows are of one size, so light is taken as even
_FLAT = 3  # grey levels that one grey may vary by
_FLAT_BORDER = 0.85  # share of the border that has the ground's grey
_FLAT_SHARE = 0.3  # and of the whole picture
_FLAT_BOTH = 1.3  # and of the two together, lest a bold stroke along the border be taken for the ground
_COARSE = 200  # px; the long side at which the width of strokes is estimated
_WIDTHS = (3, 5, 7, 11, 17, 25, 37, 55)  # px at that side
_FULL = 0.8  # share of the greatest score at which a width counts as wide enough
_SEPARATE = 0.82  # share of all variance that lies between two greys, from which a picture is two-tone (Otsu 1979)
_USUAL, _LOW = 0.4, 0.08  # shares of a picture: up to the one it is bare paper, the other is its lower edge
_BETWEEN = 1.15  # standard deviations of a normal distribution between the two
_LEAST_GRAIN = 0.5  # grey levels; rounding alone makes about as much
_SMOOTH = 10  # the paper's brightness varies over this part of the side, and no faster
_STROKES = 0.1  # of the picture's side: the greatest `thickness` of strokes


@dataclass(frozen=True)
class Contrast:
    """How far each pixel stands out from its paper, in the direction of the ink.

    Attributes:
        levels: float32 (H, W), grey levels, 0 or more.
        dark: the ink is darker than its paper.
        noise: standard deviation of the paper around its brightness, in grey levels.
        flat: the paper is one grey, as in drawings, so that every grey between is a share of ink.
    """

    levels: NDArray[np.float32]
    dark: bool
    noise: float
    flat: bool = False


def contrast(grey: Grey) -> Contrast:
    """Contrast of ink to paper on a grey picture, uint8 (H, W)."""
    ground = flat_ground(grey)
    if ground is not None:
        return _on_flat(grey, ground)
    if max(grey.shape) < _EVEN_BELOW:
        return _even(grey)
    shrink = _COARSE / max(grey.shape)
    size = max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink))
    coarse = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _two_toned(grey, coarse) if _is_two_tone(coarse) else _uneven(grey, coarse)


def flat_ground(grey: Grey) -> int | None:
    """The one grey of a drawing's ground: that of nearly all of the border and of most of the picture; or None."""
    ring = np.concatenate((grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]))
    ground = int(at_share(ring, 0.5))
    alike = np.array([max(0, ground - _FLAT)], np.float64), np.array([min(255, ground + _FLAT)], np.float64)
    border = cv2.countNonZero(cv2.inRange(ring, *alike)) / ring.size
    share = cv2.countNonZero(cv2.inRange(grey, *alike)) / grey.size
    return ground if border >= _FLAT_BORDER and share >= _FLAT_SHARE and border + share >= _FLAT_BOTH else None


def _on_flat(grey: Grey, ground: int) -> Contrast:
    """Drawings and clean scans: whatever differs from the ground is ink, in the direction in which more differs."""
    level = np.uint8(ground)
    darker, lighter = level - np.minimum(grey, level), np.maximum(grey, level) - level
    dark = cv2.sumElems(darker)[0] > cv2.sumElems(lighter)[0]
    return Contrast((darker if dark else lighter).astype(np.float32), dark, 0.0, flat=True)


def _even(grey: Grey) -> Contrast:
    """One brightness of paper for the whole picture."""
    light = np.asarray(cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)
    shade = 1 - light
    dark = thickness(light) > thickness(shade)
    paper = _median(grey, light if dark else shade)
    difference = paper - grey.astype(np.float32) if dark else grey - np.float32(paper)
    quiet = difference[_away(shade if dark else light)]
    noise = 1.4826 * at_share(np.abs(quiet), 0.5) if quiet.size else 0.0
    return Contrast(np.maximum(difference, 0), dark, noise)


def thickness(phase: Grey) -> float:
    """Mean distance of the pixels of one phase (1 of 0 and 1) to the other; strokes are thin, paper is thick.

    The picture is thought to go on as it is at its borders, and what lies beyond counts for the pixels within: paper
    runs out of the picture more than ink does. On tight crops of digits, where ink may be the larger part and as much
    of the border, this still tells them apart.
    """
    wide = cv2.copyMakeBorder(phase, 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    distance = cv2.distanceTransform(wide, cv2.DIST_L2, 3)
    return cv2.sumElems(distance)[0] / max(1, cv2.countNonZero(phase))


def _median(values: Grey, where: Grey) -> float:
    histogram = cv2.calcHist([values], [0], where, [256], [0, 256]).ravel().cumsum()
    return float(np.searchsorted(histogram, histogram[-1] / 2))


def _away(ink: Grey) -> NDArray[np.bool_]:
    away: NDArray[np.bool_] = cv2.dilate(ink, np.ones((5, 5), np.uint8)) == 0
    return away


def _is_two_tone(coarse: Grey) -> bool:
    """Whether one threshold tells ink from paper: two well separate greys, of which one is strokes."""
    _, light = cv2.threshold(coarse, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    phase = np.asarray(light, np.uint8)
    phases = phase, 1 - phase
    within = sum(cv2.countNonZero(side) * float(cv2.meanStdDev(coarse, mask=side)[1][0, 0]) ** 2 for side in phases)
    whole = coarse.size * float(cv2.meanStdDev(coarse)[1][0, 0]) ** 2
    if whole == 0 or 1 - within / whole < _SEPARATE:
        return False
    return bool(min(map(thickness, phases)) < _STROKES * max(coarse.shape))


def _two_toned(grey: Grey, coarse: Grey) -> Contrast:
    """Paper as the smooth mean of what is not ink, under the ink as well."""
    light = np.asarray(cv2.threshold(coarse, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)
    dark = thickness(light) > thickness(1 - light)
    bare = cv2.erode(light if dark else 1 - light, np.ones((3, 3), np.uint8)).astype(np.float32)
    spread = max(coarse.shape) / _SMOOTH
    weight = np.maximum(cv2.GaussianBlur(bare, (0, 0), spread), np.float32(1e-4))
    field = cv2.GaussianBlur(bare * coarse, (0, 0), spread) / weight
    paper = cv2.resize(field, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    difference = paper - grey if dark else grey - paper
    sample = difference[:: max(1, grey.shape[0] // 200), :: max(1, grey.shape[1] // 200)]
    return Contrast(np.maximum(difference, np.float32(0)), dark, grain(sample))


def grain(sample: NDArray[Any]) -> float:
    """Standard deviation of bare paper, from the lower side of the differences, which no ink and no shade reaches."""
    usual, low = at_shares(sample, _USUAL, _LOW)
    return max(_LEAST_GRAIN, (usual - low) / _BETWEEN)


def _uneven(grey: Grey, coarse: Grey) -> Contrast:
    """Paper in uneven light: what is left when everything as narrow as a stroke is taken away.

    A shadow or the edge of the sheet is one step, not a stroke between two, and stays.
    """
    dark = mostly_darker(coarse)
    wide = _wide_enough([narrow(255 - coarse if dark else coarse, width) for width in _WIDTHS])
    above = narrow(255 - grey if dark else grey, round(wide * max(grey.shape) / _COARSE) | 1)
    sample = above[:: max(1, above.shape[0] // 200), :: max(1, above.shape[1] // 200)]
    return Contrast(np.maximum(above - np.float32(at_share(sample, _USUAL)), 0), dark, grain(sample))


def mostly_darker(coarse: Grey) -> bool:
    """Whether what stands out is darker than the median of its surroundings, which reach half across the picture."""
    height, width = coarse.shape[0] // 2, coarse.shape[1] // 2
    small = np.asarray(cv2.resize(coarse, (max(1, width), max(1, height)), interpolation=cv2.INTER_AREA), np.uint8)
    reach = max(small.shape) // 4
    wide = cv2.copyMakeBorder(small, reach, reach, reach, reach, cv2.BORDER_REFLECT)
    around = cv2.medianBlur(wide, 2 * reach + 1)[reach:-reach, reach:-reach]
    difference = around.astype(np.float32) - small
    level = float(np.abs(difference).max()) / 2
    return bool(difference[np.abs(difference) > level].sum() >= 0)


def _wide_enough(tops: list[Grey]) -> int:
    """The first of `_WIDTHS` at which the longest stroke is there in full."""
    scores = [_longest(top) for top in tops]
    first = next(i for i, score in enumerate(scores) if score >= _FULL * max(scores))
    return _WIDTHS[min(first + 1, len(_WIDTHS) - 1)]


def _longest(top: Grey) -> float:
    """Length times contrast of the longest piece, less for a thick one, in px and grey levels."""
    split, mask = cv2.threshold(top, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(mask)
    height, width = top.shape
    sides = stats[:, 2:4].max(axis=1)
    off = np.abs(2 * centres / (width, height) - 1).max(axis=1)
    x, y, w, h = stats[:, :4].T
    cut = (x == 0) | (y == 0) | (x + w == width) | (y + h == height)
    score = sides * split * (1.05 - off) * np.where(cut, 0.4, 1)
    return float(score[1:].max(initial=0))


def narrow(signed: Grey, width: int) -> Grey:
    """What is bright and narrower than `width` px, by how far it stands out (a white top-hat)."""
    kernel = np.ones((width, width), np.uint8)
    opened = cv2.morphologyEx(signed, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.subtract(signed, opened), np.uint8)
