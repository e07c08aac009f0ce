"""Bounds of JSON documents beyond their bytes, looked at before anything is parsed.

Bytes alone do not tell what a document costs: 20 MB hold 25 million digits of one number, or ten million lists, which
keep a process busy for ten seconds. Numbers are cheap, and a picture in base64 is one text; so what is counted is what
begins a list, an object or a member of one.
"""

import re

from model.errors import BadRequest, TooLarge

SMALL_BYTES = 65_536  # of documents that hold no tensors and no pictures
SMALL_DEPTH = 32
MAX_CONTAINERS = 400_000
MAX_MEMBERS = 100_000
MAX_VALUES = 4_000_000
_WORTH_A_LOOK = 100_000  # bytes: fewer cannot hold much

# A text, of which nothing counts; one without an end is matched too, else each of its quotes would be tried again.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKETS = re.compile(rb"[^\[\]{}]+")


def check_size(document: bytes) -> None:
    """Raise TooLarge where it has more parts than the tensors of one request need.

    What stands in texts counts too: no text that is of use here has so many brackets.
    """
    if len(document) <= _WORTH_A_LOOK:
        return
    containers = document.count(b"[") + document.count(b"{")
    for count, most, what in (
        (containers, MAX_CONTAINERS, "lists and objects"),
        (document.count(b":"), MAX_MEMBERS, "members of objects"),
        (document.count(b","), MAX_VALUES, "values"),
    ):
        if count > most:
            raise TooLarge(
                f"a JSON document may have {most:,} {what}; this one has {count:,}. Send less at once, or tensors as "
                "they are in memory, by /v2's binary data extension"
            )


def check_depth(document: bytes) -> None:
    """Raise BadRequest where a small document is nested more deeply than any that makes sense."""
    if depth(document) > SMALL_DEPTH:
        raise BadRequest(f"the body may be nested {SMALL_DEPTH} deep; this one is nested more deeply")


def depth(document: bytes) -> int:
    """The most brackets that are open at once."""
    brackets = _NO_BRACKETS.sub(b"", _TEXT.sub(b"", document))
    deepest = level = 0
    for bracket in brackets:
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest
