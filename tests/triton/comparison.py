"""When two answers are the same: numbers within a tolerance, everything else exactly."""

import math
import re
from typing import Any

from tests.triton.client import Answer

TOLERANCE = 1e-5
CLASS = re.compile(r"(-?\d+\.\d+):(\d+(?::.*)?)")  # of the classification extension: value, index and label


def compare(theirs: Answer, ours: Answer) -> frozenset[str]:
    """What of an answer differs: `status`, `body`, or a header's name."""
    names = theirs.headers.keys() | ours.headers.keys()
    differing = {name for name in names if theirs.headers.get(name) != ours.headers.get(name)}
    if theirs.status != ours.status:
        differing.add("status")
    if not same(theirs.body, ours.body):
        differing.add("body")
    return frozenset(differing)


def same(one: Any, other: Any) -> bool:
    """Equal, numbers within the tolerance."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(one, str) and isinstance(other, str) and (first := CLASS.fullmatch(one)):
        second = CLASS.fullmatch(other)
        return second is not None and first[2] == second[2] and same(float(first[1]), float(second[1]))
    return type(one) is type(other) and bool(one == other)
