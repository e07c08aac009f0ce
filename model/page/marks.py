"""The marks of a page: pieces of ink gathered into what may be one digit each, and what cannot be any left out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.groups import Group, Pieces, alone, joined, pieces, runs_out
from model.normaliser.ink import Ink
from model.normaliser.writing import stands_out

_MOST_PIECES = 800  # looked at, the largest first; what is beyond is grain
_LINE = 8  # times its height, or width: what is longer is a printed line
_ALONG = 0.3  # of the picture's side: what lies along its edge for longer is the edge of the sheet
_ONE_LINE = 1.35  # digits: pieces that would be higher together stand in two lines
_BELOW = 0.25  # of the digits' height: the widest gap between strokes one above the other
_BAR = 4  # times its height, from which a stroke is a bar
_TALL = 0.8  # of the digits' height: two pieces as tall as this are two digits, unless they cross
_CROSSING = 0.6  # of the narrower piece's width, that two tall strokes of a 4 share
_FLAG = 0.15  # of the digits' height: the widest gap before the flag of a 5
_BRIDGE = 0.08  # likewise above each other, across which two pieces are one
_BROKEN = 0.06  # likewise within a broken stroke
_LEAST = 0.35  # of the digits' height; what is smaller is a dot, a comma, a dash or dirt
_LEAST_CUT = 0.6  # likewise for what runs out of the picture
_HIGHEST = 2.5  # times the digits' height: what is taller, and thin, is a line or a bracket
_LEAST_PX, _LEAST_SHARE = 6, 0.012  # px, and of the picture's long side: what is smaller cannot be told from dirt
_CUT_SHARE = (
    0.3  # of the picture's height: what is smaller, and alone, and runs out of the picture is a piece of something
)
_EDGE = 0.04  # of the picture's width: a thin upright line within it is the edge of the sheet
_THIN = 0.12  # of its height


def find_marks(ink: Ink) -> tuple[Pieces, list[Group]]:
    """The pieces of ink, and groups of them, each perhaps a digit, or several that touch; in no order."""
    found = pieces(ink.mask)
    strokes = _strokes(found, ink)
    for _ in range(0 if ink.flat else 2):  # again, since what is whole is higher
        if strokes:
            written = np.isin(found.labels, [piece for stroke in strokes for piece in stroke.pieces]).astype(np.uint8)
            found = _bridged(written, max(1, round(_BRIDGE * _digit_height(strokes, ink))))
            strokes = _strokes(found, ink)
    if not strokes:
        return found, []
    height = _digit_height(strokes, ink)
    groups = joined(strokes, lambda stroke, whole: _belongs(stroke, whole, height))
    return found, [group for group in groups if _may_be_digit(group, height, ink, found)]


def _strokes(found: Pieces, ink: Ink) -> list[Group]:
    """The largest pieces, without lines; largest first."""
    order = np.argsort(-found.areas[1:], kind="stable")[:_MOST_PIECES] + 1
    return [each for piece in map(int, order) if not _is_line(each := alone(found, piece), ink)]


def _bridged(mask: NDArray[np.uint8], gap: int) -> Pieces:
    """The pieces of a mask, those taken as one that a printed line has parted on its way across."""
    closed = pieces(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8)), np.uint8))
    labels = closed.labels * mask
    return Pieces(labels, closed.boxes, np.bincount(labels.ravel(), minlength=len(closed.areas)).astype(np.int32))


def _digit_height(strokes: list[Group], ink: Ink) -> float:
    """The height, in px, of the digits among these: where half of the ink is in lower ones.

    What runs out of the picture does not count, and where there is nothing else, must be large to be a digit.
    """
    whole = [each for each in strokes if not _is_cut(each, ink)]
    heights = np.array([group.box[3] - group.box[1] for group in whole or strokes])
    order = np.argsort(heights)
    areas = np.array([group.area for group in whole or strokes], np.float64)[order].cumsum()
    height = float(heights[order][np.searchsorted(areas, areas[-1] / 2)])
    return height if whole else max(height, _CUT_SHARE / _LEAST_CUT * ink.mask.shape[0])


def _is_cut(group: Group, ink: Ink) -> bool:
    """Whether it runs out of the picture; on a drawing nothing does."""
    return not ink.flat and runs_out(group, ink.mask.shape)


def _is_line(group: Group, ink: Ink) -> bool:
    """Whether it runs across, longer than any digit, or along the picture's edge; other upright lines may be a 1."""
    left, top, right, bottom = group.box
    width, height = right - left, bottom - top
    rows, columns = ink.mask.shape
    across = (top <= 1 or bottom >= rows - 1) and width > _ALONG * columns
    down = (left <= 1 or right >= columns - 1) and height > _ALONG * rows
    return width > _LINE * height or (not ink.flat and (across or down))


def _belongs(stroke: Group, whole: Group, digit: float) -> bool:
    """Whether a stroke is of the same digit as a larger one; `digit` is the height of the page's digits."""
    across = max(stroke.box[0], whole.box[0]) - min(stroke.box[2], whole.box[2])  # the gap; below 0 the overlap
    down = max(stroke.box[1], whole.box[1]) - min(stroke.box[3], whole.box[3])
    if across > digit or down > digit:
        return False
    if _underlines(stroke, whole):
        return False
    joint = max(stroke.box[3], whole.box[3]) - min(stroke.box[1], whole.box[1])
    low, high = sorted((stroke.box[3] - stroke.box[1], whole.box[3] - whole.box[1]))
    if joint > _ONE_LINE * max(digit, high):
        return False
    overlap = -across / min(stroke.box[2] - stroke.box[0], whole.box[2] - whole.box[0])
    if overlap >= 0.5:
        return down <= _BELOW * digit and (low < _TALL * digit or overlap >= _CROSSING)
    if low > 0.5 * high or down > 0:
        return False
    middle = (stroke.box[1] + stroke.box[3]) / 2
    is_flag = middle < whole.box[1] + 0.35 * high and stroke.box[0] > whole.box[0]
    return across <= (_FLAG if is_flag else _BROKEN) * digit


def _underlines(stroke: Group, whole: Group) -> bool:
    """Whether it is a line under what is written, wider than that."""
    left, top, right, bottom = stroke.box
    is_bar = right - left > max(_BAR * (bottom - top), whole.box[2] - whole.box[0])
    return is_bar and (top + bottom) / 2 > whole.box[3] - 0.2 * (whole.box[3] - whole.box[1])


def _may_be_digit(group: Group, digit: float, ink: Ink, found: Pieces) -> bool:
    left, top, right, bottom = group.box
    width, height = right - left, bottom - top
    rows, columns = ink.mask.shape
    if height < max(_LEAST * digit, _LEAST_PX, _LEAST_SHARE * max(rows, columns)):
        return False
    if width < _THIN * height and height > _HIGHEST * digit:
        return False
    if ink.flat:
        return True
    if width < _THIN * height and (right < _EDGE * columns or left > (1 - _EDGE) * columns):
        return False
    return (height >= _LEAST_CUT * digit or not _is_cut(group, ink)) and stands_out(group, ink, found)
