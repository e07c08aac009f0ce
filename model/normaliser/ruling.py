"""Printed lines, ruled or squared, taken off the contrast before anything is called ink."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.rank import at_share

_ALONG, _DOWN = 64, 384  # px; the size at which lines are looked for: along them little detail is needed
_TILTS = np.arange(-8, 9) * 0.005  # rise over run; a sheet is never laid down exactly straight
_FINER = 0.00125
_SPANS = 25  # percentile along a line: three quarters of it must be there
_CLEAR = 0.25  # of the strongest contrast; what is fainter is left to the threshold
_UNEVEN = 0.6  # of a line's contrast: how far its print may be darker in places
_NEARLY = 0.8  # of what a line must have, since shearing blurs
_ENOUGH = _NEARLY * (100 - _SPANS) / 100
_AT_LEAST = 2  # lines; a single one may be a 1, or the bar of a 7 that fills its picture


def without_ruling(levels: NDArray[np.float32], noise: float) -> NDArray[np.float32]:
    """Contrast, float32 (H, W), less that of the lines which cross the whole picture."""
    height, width = levels.shape
    _, _, across, down = cv2.boundingRect((levels > _floor(noise)).astype(np.uint8))
    for upright, reach in ((False, across / width), (True, down / height)):
        if reach + 2 / _ALONG < _ENOUGH:  # what is seen in one pixel at the coarse size may lie in two
            continue
        cleaned = _without_rows(_turned(levels) if upright else levels, noise)
        if cleaned is not None:
            levels = _turned(cleaned) if upright else cleaned
    return levels


def _turned(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows for columns; by OpenCV, which takes a third of NumPy's time for a copy in that order."""
    return np.asarray(cv2.transpose(levels), np.float32)


def _floor(noise: float) -> float:
    """The contrast, in grey levels, up to which nothing is a line."""
    return max(2 * noise, 3)


def _without_rows(levels: NDArray[np.float32], noise: float) -> NDArray[np.float32] | None:
    """Less the lines that run across; None where there are none."""
    height, width = levels.shape
    size = min(width, _ALONG), min(height, _DOWN)
    coarse = np.asarray(cv2.resize(levels, size, interpolation=cv2.INTER_AREA), np.float32)
    clear = max(_CLEAR * _strong(coarse), _floor(noise))
    stretch = (size[1] / height) / (size[0] / width)
    if not _anything_across(coarse > clear, stretch):
        return None
    profiles = [_profile(_sheared(coarse, tilt * stretch)) for tilt in _TILTS]
    best = int(np.argmax([profile.sum() for profile in profiles]))
    if _count(profiles[best] > clear) < _AT_LEAST:
        return None
    finer = _TILTS[best] + np.arange(-3, 4) * _FINER
    tilt = float(max(finer, key=lambda tilt: float(_profile(_sheared(coarse, tilt * stretch)).sum())))
    straight = cv2.resize(_sheared(levels, tilt), (size[0], height), interpolation=cv2.INTER_AREA)
    profile = cv2.dilate(_profile(np.asarray(straight, np.float32)), np.ones((5, 1), np.uint8))
    lines = np.repeat(np.asarray(profile, np.float32).reshape(-1, 1), width, axis=1)
    printed = _sheared(lines, -tilt)
    rest = levels - printed
    return np.where(rest > _UNEVEN * printed, rest, np.float32(0))


def _strong(levels: NDArray[np.float32]) -> float:
    """The contrast above which only 0.5 % lie; most of a sheet has none, and is not sorted."""
    some = levels[levels > 0]
    above = levels.size - int(0.995 * levels.size)
    return at_share(some, 1 - above / some.size) if some.size >= above else 0.0


def _anything_across(clear: NDArray[np.bool_], stretch: float) -> bool:
    """Whether some row nearly has what a line has, at any tilt: a quick look that spares most pictures the long one."""
    if clear.any(axis=0).mean() < _ENOUGH:
        return False
    # At the steepest tilt a line leaves its row by so much at the picture's ends, and half a pixel for the shearing.
    reach = int(np.abs(_TILTS).max() * stretch * clear.shape[1] / 2) + 2
    band = cv2.dilate(clear.astype(np.uint8), np.ones((2 * reach + 1, 1), np.uint8))
    if band.mean(axis=1).max() < _ENOUGH:
        return False
    marks = clear.astype(np.float32)
    return any(float(_sheared(marks, tilt * stretch).mean(axis=1).max()) >= _ENOUGH for tilt in _TILTS)


def _sheared(levels: NDArray[np.float32], tilt: float) -> NDArray[np.float32]:
    matrix = np.array([[1, 0, 0], [tilt, 1, -tilt * levels.shape[1] / 2]], np.float64)
    return np.asarray(cv2.warpAffine(levels, matrix, levels.shape[::-1], borderMode=cv2.BORDER_REPLICATE), np.float32)


def _profile(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each row, the contrast that most of it has."""
    place = levels.shape[1] * _SPANS // 100
    return np.sort(levels, axis=1)[:, place]


def _count(rows: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(np.diff(rows.astype(np.int8), prepend=0) == 1))
