"""JSON documents: parsed, and looked into with Triton's own words for what is wrong with them."""

from typing import Any

import orjson

from app.security.json_bounds import check_size
from model.errors import BadRequest

MISSING = object()

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(data: bytes | memoryview) -> Any:
    """The document.

    Raises:
        BadRequest: it is none, or nested more deeply than 1,024 times.
        TooLarge: it has more parts than the tensors of one request need.
    """
    text = bytes(data).removeprefix(_BYTE_ORDER_MARK)
    check_size(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"failed to parse the request JSON buffer: {error.msg} at {error.pos}") from None


def find(holder: Any, name: str) -> Any:
    """A member of an object; MISSING where it is not there, or the holder is no object."""
    return holder.get(name, MISSING) if isinstance(holder, dict) else MISSING


def string(holder: Any, name: str) -> str:
    """A member that must be a string."""
    value = _required(holder, name)
    if not isinstance(value, str):
        raise _of_another_kind(name, "string")
    return value


def array(holder: Any, name: str) -> list[Any]:
    """A member that must be an array."""
    value = _required(holder, name)
    if not isinstance(value, list):
        raise _of_another_kind(name, "array")
    return value


def boolean(holder: Any, name: str, default: bool) -> bool:
    """A member that must be a boolean where it is there."""
    value = find(holder, name)
    if value is MISSING:
        return default
    if not isinstance(value, bool):
        raise _of_another_kind(name, "boolean")
    return value


def unsigned(holder: Any, name: str, default: int = 0, *, verb: str = "parse") -> int:
    """A member that must be an integer of at least 0 where it is there."""
    value = find(holder, name)
    if value is MISSING:
        return default
    if not is_unsigned(value):
        raise _of_another_kind(name, "unsigned-integer", verb)
    return int(value)


def is_unsigned(value: Any) -> bool:
    """Whether a value is an integer, and no boolean, of 64 bits without a sign."""
    return type(value) is int and 0 <= value < 2**64


def _required(holder: Any, name: str) -> Any:
    value = find(holder, name)
    if value is MISSING:
        raise BadRequest(f"Unable to parse '{name}': attempt to access non-existing object member '{name}'")
    return value


def _of_another_kind(name: str, kind: str, verb: str = "parse") -> BadRequest:
    return BadRequest(f"Unable to {verb} '{name}': attempt to access JSON non-{kind} as {kind}")
