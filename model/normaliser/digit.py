"""The digit that a picture is meant to show, among everything that is inked on it."""

from dataclasses import dataclass, replace

import numpy as np

from model.normaliser.groups import (
    Group,
    Pieces,
    by_weight,
    gather,
    is_residue,
    pieces,
    runs_out,
    touches_side,
    without_dots,
)
from model.normaliser.ink import PAGE, Ink
from model.normaliser.writing import stands_out

_WHOLE = 0.5  # of the side that it had: a digit must keep as much when it is set apart
_LIKE = 0.6  # of the digit's side, and
_LIKE_AREA = 0.25  # of its area: from there on, another whole group may be another digit
_STEPS = (1.25, 1.55, 1.9)  # times the threshold, at which a digit and its neighbour may come apart


@dataclass(frozen=True)
class Digit:
    """The digit's pieces among those of the picture's ink.

    Attributes:
        found: all pieces.
        group: the digit's.
        groups: how many groups of ink there are, it included.
        alike: how many of them lie whole in the picture and are about as large as the digit, it included.
    """

    found: Pieces
    group: Group
    groups: int
    alike: int


def find_digit(ink: Ink) -> Digit | None:
    """The digit that is meant; None where nothing is written."""
    digit = _choose(ink)
    if digit is None or not touches_side(digit.group, ink.mask.shape) or _fills(digit.group, ink.mask.shape):
        return digit
    return _set_apart(digit, ink)


def _choose(ink: Ink) -> Digit | None:
    found = pieces(ink.mask)
    groups = [group for group in gather(found) if is_writing(group, ink, found)]
    if not groups:
        return None
    group = groups[0] if len(groups) == 1 else by_weight(groups, ink.mask.shape)[0]
    alike = 1 + sum(_alike(other, group, ink.mask.shape) for other in groups if other is not group)
    if len(group.pieces) > 1 and not ink.flat:
        group = without_dots(group, found)
    return Digit(found, group, len(groups), alike)


def _alike(other: Group, group: Group, shape: tuple[int, ...]) -> bool:
    return not runs_out(other, shape) and other.side >= _LIKE * group.side and other.area > _LIKE_AREA * group.area


def _fills(group: Group, shape: tuple[int, ...]) -> bool:
    """Whether it reaches from top to bottom: a crop as tight as that has cut off neighbours."""
    return group.box[1] <= 0 and group.box[3] >= shape[0]


def _set_apart(digit: Digit, ink: Ink) -> Digit:
    """A digit that runs out of the picture may only be joined to what does: by lighter ink than its own."""
    for step in _STEPS:
        threshold = ink.threshold * step
        higher = replace(ink, mask=(ink.levels > threshold).astype(np.uint8), threshold=threshold)
        apart = _choose(higher)
        if apart is None or apart.group.side < _WHOLE * digit.group.side:
            break
        parted = apart.groups > 1 or len(apart.found.areas) > len(apart.group.pieces) + 1
        if parted and not touches_side(apart.group, ink.mask.shape):
            return apart
    return digit


def is_writing(group: Group, ink: Ink, found: Pieces) -> bool:
    """Whether a group of ink is more than dirt or grain; on a drawing, and on a picture of a digit's size, all is."""
    if ink.flat or max(ink.mask.shape) < PAGE:
        return True
    return not is_residue(group, ink.mask.shape) and stands_out(group, ink, found)
