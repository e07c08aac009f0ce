"""Whether ink is writing, or only grain or a stain of what is written on."""

import numpy as np

from model.normaliser.groups import Group, Pieces
from model.normaliser.ink import Ink
from model.normaliser.pen import stroke_width
from model.normaliser.rank import at_share

_CLEAR = 7.0  # standard deviations of the paper that ink must stand out by
_BLOB = 0.4  # stroke over long side; what is thicker is a stain


def stands_out(group: Group, ink: Ink, found: Pieces) -> bool:
    """Whether a group of ink is more than grain or a stain."""
    left, top, right, bottom = group.box
    window = slice(top, bottom), slice(left, right)
    own = np.isin(found.labels[window], group.pieces)
    if at_share(ink.levels[window][own], 0.5) < _CLEAR * ink.noise:
        return False
    return stroke_width(own.astype(np.uint8)) < _BLOB * group.side
