"""Which pieces of ink make one digit, and which of a picture's digits is meant."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_MOST = 200  # pieces looked at, the largest first; a page has fewer, and noise deserves no more
_SPECK = 0.01  # of the largest piece's area
_DOT = 0.12  # of the largest piece's area: what is smaller may be a full stop
_OFF = 0.06  # of the digit's side: what is as far off as this is one
_LEAST_SIDE = 9  # px, and
_LEAST_SHARE = 0.04  # of the picture's long side: what is smaller is dirt
_CUT_SHARE = 0.3  # likewise: what is smaller and touches the picture's edge is a piece of something else
_MARGIN = 0.12  # of the picture's width or height: what lies within it altogether is the edge of the sheet
_DASH = 0.3  # of the picture's width
_ASIDE = 0.35  # of half the width, off the middle: further out, an upright line is no 1
_SPAN = 0.93  # of the picture's side: a line or a border, not a stroke


@dataclass(frozen=True)
class Pieces:
    """The connected pieces of a mask of H x W pixels.

    Attributes:
        labels: int32 (H, W), 0 on paper, else the piece's number from 1.
        boxes: int32 (N + 1, 4): x, y, width, height of each; row 0 is the paper.
        areas: int32 (N + 1,) in pixels.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]


@dataclass(frozen=True)
class Group:
    """The pieces of one digit and the box around them: left, top, right, bottom (exclusive)."""

    pieces: list[int]
    box: tuple[int, int, int, int]
    area: int

    @property
    def side(self) -> int:
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


def pieces(mask: NDArray[np.uint8]) -> Pieces:
    """The 8-connected pieces of a mask of 0 and 1."""
    x, y, width, height = cv2.boundingRect(mask)  # most of a page is paper, and labelling it takes longest
    window = slice(y, y + height), slice(x, x + width)
    labels = np.zeros(mask.shape, np.int32)
    if not width:
        return Pieces(labels, np.zeros((1, 4), np.int32), np.zeros(1, np.int32))
    _, labels[window], stats, _ = cv2.connectedComponentsWithStats(mask[window], connectivity=8, ltype=cv2.CV_32S)
    stats[1:, :2] += x, y
    return Pieces(labels, np.asarray(stats[:, :4], np.int32), np.asarray(stats[:, 4], np.int32))


def gather(found: Pieces) -> list[Group]:
    """Pieces gathered into groups, each the strokes of one digit; specks belong to none.

    A piece joins one larger than itself when it lies above, below or within it (the flag of a 5, the second stroke of
    a 4, the bar of a crossed 7) or close beside it (a broken stroke). Two tall pieces side by side are two digits.
    """
    if len(found.areas) == 2:  # one piece, as most digits are
        return [alone(found, 1)]
    order = np.argsort(-found.areas[1:], kind="stable")[:_MOST] + 1
    least = _SPECK * found.areas[order[0]] if order.size else 0
    strokes = [alone(found, piece) for piece in order.tolist() if found.areas[piece] >= least]
    return joined(strokes, lambda stroke, whole: _belongs(stroke, whole, found.labels.shape))


def alone(found: Pieces, piece: int) -> Group:
    """The group of one piece."""
    x, y, width, height = found.boxes[piece].tolist()
    return Group([piece], (x, y, x + width, y + height), int(found.areas[piece]))


def joined(strokes: Iterable[Group], belongs: Callable[[Group, Group], bool]) -> list[Group]:
    """Strokes, the largest first, each joined to the first group that it belongs to."""
    groups: list[Group] = []
    for stroke in strokes:
        for i, group in enumerate(groups):
            if belongs(stroke, group):
                groups[i] = _both(group, stroke)
                break
        else:
            groups.append(stroke)
    return groups


def _both(a: Group, b: Group) -> Group:
    box = min(a.box[0], b.box[0]), min(a.box[1], b.box[1]), max(a.box[2], b.box[2]), max(a.box[3], b.box[3])
    return Group(a.pieces + b.pieces, box, a.area + b.area)


def _belongs(piece: Group, whole: Group, shape: tuple[int, ...]) -> bool:
    if _spans(piece, shape) or _spans(whole, shape):
        return False
    side = whole.side
    across = max(piece.box[0], whole.box[0]) - min(piece.box[2], whole.box[2])  # the gap; below 0 the overlap
    down = max(piece.box[1], whole.box[1]) - min(piece.box[3], whole.box[3])
    width, height = piece.box[2] - piece.box[0], piece.box[3] - piece.box[1]
    if -across >= 0.5 * min(width, whole.box[2] - whole.box[0]):
        return down <= 0.25 * side
    if touches_side(piece, shape) and not touches_side(whole, shape):  # what is left of a neighbour
        return False
    if -down < 0.4 * min(height, whole.box[3] - whole.box[1]):  # rather above or below than beside
        return max(across, down) <= 0.2 * side
    return height <= 0.5 * side and across <= 0.06 * side


def _spans(group: Group, shape: tuple[int, ...]) -> bool:
    """Whether it is a thin line, or a border, from one side of the picture to the other."""
    width, height = group.box[2] - group.box[0], group.box[3] - group.box[1]
    return (width >= _SPAN * shape[1] and (height < 0.15 * width or height >= _SPAN * shape[0])) or (
        height >= _SPAN * shape[0] and width < 0.15 * height
    )


def runs_out(group: Group, shape: tuple[int, ...]) -> bool:
    """Whether it reaches the picture's edge, so that some of it may lie beyond."""
    left, top, right, bottom = group.box
    return left <= 1 or top <= 1 or right >= shape[1] - 1 or bottom >= shape[0] - 1


def touches_side(group: Group, shape: tuple[int, ...]) -> bool:
    """Whether it runs out of the picture on the left or right."""
    return group.box[0] <= 0 or group.box[2] >= shape[1]


def without_dots(group: Group, found: Pieces) -> Group:
    """The group without its small pieces that stand off the large one: full stops, dirt, what a neighbour left."""
    largest = max(group.pieces, key=lambda piece: int(found.areas[piece]))
    small = [piece for piece in group.pieces if found.areas[piece] < _DOT * found.areas[largest]]
    if not small:
        return group
    left, top, right, bottom = group.box
    labels = found.labels[top:bottom, left:right]
    distance = cv2.distanceTransform((labels != largest).astype(np.uint8), cv2.DIST_L2, 3)
    stray = {piece for piece in small if distance[labels == piece].min() > _OFF * group.side}
    kept = [piece for piece in group.pieces if piece not in stray]
    boxes = found.boxes[kept]
    x, y = boxes[:, :2].min(axis=0).tolist()
    far_x, far_y = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).tolist()
    return Group(kept, (x, y, far_x, far_y), int(found.areas[kept].sum()))


def by_weight(groups: list[Group], shape: tuple[int, ...]) -> list[Group]:
    """The groups, first the one most likely meant: much ink, near the middle of the picture, and if possible whole."""
    return sorted(groups, key=lambda group: -_weight(group, shape))


def is_residue(group: Group, shape: tuple[int, ...]) -> bool:
    """Whether it is a trifle, or what the picture's edge has left of something that lies beyond it."""
    left, top, right, bottom = group.box
    height, width = shape[:2]
    if group.side < max(_LEAST_SIDE, _LEAST_SHARE * max(height, width)):
        return True
    if runs_out(group, shape) and group.side < _CUT_SHARE * max(height, width):
        return True
    across, down = abs((left + right) / width - 1), right - left
    if (
        _spans(group, shape)
        and (down > bottom - top or across > _ASIDE)
        and min(down, bottom - top) < 0.15 * group.side
    ):
        return True
    hugs = right < _MARGIN * width or left > (1 - _MARGIN) * width or bottom < _MARGIN * height
    return hugs or top > (1 - _MARGIN) * height


def _weight(group: Group, shape: tuple[int, ...]) -> float:
    left, top, right, bottom = group.box
    off = max(abs((left + right) / shape[1] - 1), abs((top + bottom) / shape[0] - 1))
    cut = left <= 0 or top <= 0 or right >= shape[1] or bottom >= shape[0]
    return (
        math.sqrt(group.area * group.side) * (1.05 - off) * (0.5 if cut else 1) * (0.3 if _spans(group, shape) else 1)
    )
