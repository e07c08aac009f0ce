"""BYTES tensors in binary: each element's length in four bytes, little-endian, then the element."""

import struct
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest

_LENGTH = struct.Struct("<I")


def split_strings(content: memoryview, count: int, name: str) -> NDArray[np.object_]:
    """The elements, object [count] of bytes.

    Raises:
        BadRequest: the bytes of input `name` end within an element, or hold more or fewer than `count`.
    """
    elements: list[bytes] = []
    at, size = 0, len(content)
    while at < size and len(elements) <= count:
        if size - at < _LENGTH.size:
            raise BadRequest(
                f"incomplete string length indicator for inference input '{name}', expecting {_LENGTH.size} bytes but "
                f"only {size - at} bytes available"
            )
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        if size - at < length:
            raise BadRequest(
                f"incomplete string data for inference input '{name}', expecting string of length {length} but only "
                f"{size - at} bytes available"
            )
        elements.append(bytes(content[at : at + length]))
        at += length
    if len(elements) != count:
        got = len(elements) if len(elements) < count else "more"
        raise BadRequest(f"expected {count} string elements for inference input '{name}', got {got}")
    values = np.empty(count, object)
    values[:] = elements
    return values


def join_strings(elements: Iterable[bytes]) -> bytes:
    """The elements as such bytes."""
    return b"".join(part for each in elements for part in (_LENGTH.pack(len(each)), each))
