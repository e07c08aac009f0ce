"""How deeply JSON is nested, told without parsing it."""

import re

# A text, of which nothing counts; one without an end is matched too, else each of its quotes would be tried again.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKETS = re.compile(rb"[^\[\]{}]+")


def depth(document: bytes) -> int:
    """The most brackets that are open at once."""
    brackets = _NO_BRACKETS.sub(b"", _TEXT.sub(b"", document))
    deepest = level = 0
    for bracket in brackets:
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest
