"""Which unit of a layer is meant: `row,column,channel`, or its number in the order in which Flatten counts."""

import math
import re
from collections.abc import Sequence

import numpy as np

from model.errors import BadRequest, NotFound


def parse_index(text: str, layer: str, shape: Sequence[int]) -> tuple[int, ...]:
    """The unit's place in an output of that shape, without the batch axis.

    Raises:
        BadRequest: the text is no index into so many axes.
        NotFound: there is no such unit.
    """
    if not re.fullmatch(r"\d{1,9}(,\d{1,9}){0,7}", text, re.ASCII):
        raise BadRequest(f"index must be numbers such as 3,5,12, or one number; got {text[:80]!r}")
    place = [int(part) for part in text.split(",")]
    if len(place) == 1 and len(shape) != 1:
        if place[0] >= math.prod(shape):
            raise NotFound(f"layer {layer!r} has no unit {place[0]}; its units are 0 to {math.prod(shape) - 1}")
        return tuple(int(part) for part in np.unravel_index(place[0], tuple(shape)))
    if len(place) != len(shape):
        raise BadRequest(f"layer {layer!r} has shape {tuple(shape)}; an index has {len(shape)} numbers, or one alone")
    if any(part >= side for part, side in zip(place, shape, strict=True)):
        largest = ",".join(str(side - 1) for side in shape)
        raise NotFound(f"layer {layer!r} has no unit {text}; the last one is {largest}")
    return tuple(place)
