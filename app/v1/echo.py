"""A JSON value as errors repeat it: indented by four, and cut after 256 bytes."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.v1.decimals import decimals

_LIMIT = 256

TYPE_NAMES: dict[type, str] = {
    type(None): "Null",
    dict: "Object",
    list: "Array",
    str: "String",
    int: "Number",
    float: "Number",
}


def type_name(value: Any) -> str:
    """The JSON type as RapidJSON calls it; a boolean has one for each value."""
    return str(value) if isinstance(value, bool) else TYPE_NAMES[type(value)]


def echo(value: Any) -> str:
    """The beginning of the value as JSON, at most 256 bytes of it, however large or deep it is."""
    if isinstance(value, float):
        return decimals(np.array([value]))[0]
    texts: list[str] = []
    size = 0
    for text in _write(value):
        texts.append(text)
        size += len(text)
        if size > _LIMIT:
            break
    return "".join(texts).encode("utf-8", "replace")[:_LIMIT].decode("utf-8", "ignore")


def _write(value: Any) -> Iterator[str]:
    """Piece by piece, and without recursion."""
    stack: list[tuple[Iterator[Any], str]] = []  # what is still to come at each level, and what closes it
    yield _opening(value)
    _enter(value, stack)
    while stack:
        rest, closing = stack[-1]
        first = next(rest, None)
        if first is None:
            stack.pop()
            yield "\n" + "    " * len(stack) + closing
            continue
        comma, key, value = first
        yield comma + "\n" + "    " * len(stack) + (f"{_scalar(key)}: " if key is not None else "") + _opening(value)
        _enter(value, stack)


def _enter(value: Any, stack: list[tuple[Iterator[Any], str]]) -> None:
    if isinstance(value, dict) and value:
        stack.append((((("," if at else ""), key, each) for at, (key, each) in enumerate(value.items())), "}"))
    elif isinstance(value, list) and value:
        stack.append((((("," if at else ""), None, each) for at, each in enumerate(value)), "]"))


def _opening(value: Any) -> str:
    if isinstance(value, dict):
        return "{" if value else "{}"
    if isinstance(value, list):
        return "[" if value else "[]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    # Of a long text only what can be seen: with its quotes it is longer than the limit.
    return json.dumps(value[:_LIMIT] if isinstance(value, str) else value, ensure_ascii=False)
