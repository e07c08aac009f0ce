"""RapidJSON's own names for numbers that are not finite, `Inf` and `-NaN`, as Python's parser knows them."""

import re

TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
"""A text, which searches for something else are to leave alone, with `.` for any character. One without an end is
matched too: else each of its quotes would have the rest searched again."""

_ODD = re.compile(rf"{TEXT}|-NaN|\bInf\b", re.DOTALL)


def usual(text: str) -> str:
    """The document with NaN and Infinity in their places."""
    return _ODD.sub(_usual, text)


def place_before(text: str, at: int) -> int:
    """Where in `text` that stands which is at place `at` of `usual(text)`."""
    for match in _ODD.finditer(text):
        if match.start() >= at:
            break
        at -= len(_usual(match)) - len(match[0])
    return at


def _usual(match: re.Match[str]) -> str:
    return {"-NaN": "NaN", "Inf": "Infinity"}.get(match[0], match[0])
