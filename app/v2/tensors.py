"""One tensor of a request: from JSON, nested or flat, or from the bytes behind it, to a NumPy array."""

import math
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.v2.datatypes import BYTES, ONLY_BINARY, to_numpy
from app.v2.strings import split_strings
from model.errors import BadRequest

MOST_AXES = 64  # as NumPy's arrays
_FITTING: dict[str, tuple[set[type], str]] = {
    "b": ({bool}, "boolean as boolean"),
    "u": ({int}, "unsigned-integer as unsigned-integer"),
    "i": ({int}, "signed-integer as signed-integer"),
    "f": ({int, float}, "number as double"),
}
_SHAPE_DIFFERS = "Unable to parse 'data': Shape does not match true shape of 'data' field"


@dataclass(frozen=True, slots=True)
class InputTensor:
    """An input as it was sent.

    Attributes:
        name: of the input.
        datatype: the protocol's, a known one.
        shape: as the client has it.
        content: the values, one after the other; or the bytes that hold them, which may be too many or too few.
    """

    name: str
    datatype: str
    shape: tuple[int, ...]
    content: NDArray[Any] | memoryview

    def array(self) -> NDArray[Any]:
        """The values in their shape, object of bytes for BYTES; raises BadRequest where the bytes are not as many."""
        values = self.content
        if isinstance(values, memoryview):
            if self.datatype == BYTES:
                values = split_strings(values, math.prod(self.shape), self.name)
            else:
                # Little-endian, as the machines are that TensorFlow runs on.
                values = np.frombuffer(values, np.dtype(to_numpy(self.datatype)))
        return values.reshape(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes that came for it; for strings in JSON, of their places in memory."""
        return self.content.nbytes


def values_of(data: list[Any], name: str, datatype: str, shape: tuple[int, ...], *, base64: bool) -> NDArray[Any]:
    """The values of a JSON tensor, flat.

    Args:
        data: nested in any way, or flat.
        name: of the input.
        datatype: the protocol's, a known one.
        shape: which must have as many elements.
        base64: whether the strings of BYTES are base64.

    Raises:
        BadRequest: there are more or fewer, or they are not of that data type.
    """
    if datatype in ONLY_BINARY:
        raise BadRequest(
            f"receiving {datatype} data via JSON is not supported. Please use the binary data format for input {name}"
        )
    elements, types = _flat(data)
    if datatype == BYTES:
        if types - {str}:
            raise BadRequest("Unable to parse JSON bytes array: attempt to access JSON non-string as string")
        values = _strings(elements, base64=base64)
    else:
        values = _numbers(elements, types, np.dtype(to_numpy(datatype)))
    if len(values) != math.prod(shape):
        raise BadRequest(_SHAPE_DIFFERS)
    return values


def _flat(data: list[Any]) -> tuple[list[Any], set[type]]:
    """The elements of nested lists, and their types, without a Python step for each."""
    for _ in range(MOST_AXES + 1):
        types = set(map(type, data))
        if list not in types:
            return data, types
        if len(types) > 1:
            break
        data = list(chain.from_iterable(data))
    raise BadRequest(_SHAPE_DIFFERS)


def _numbers(elements: list[Any], types: set[type], dtype: np.dtype[Any]) -> NDArray[Any]:
    fitting, kind = _FITTING[dtype.kind]
    if types - fitting or (dtype.kind == "u" and elements and min(elements) < 0):
        raise BadRequest(f"Unable to parse 'data': attempt to access JSON non-{kind}")
    try:
        with np.errstate(over="ignore"):  # a number that a float cannot hold becomes infinite
            return np.array(elements, dtype)
    except OverflowError:
        limits = np.iinfo(dtype)
        raise BadRequest(
            f"Unable to parse 'data': a number is not within {limits.min} to {limits.max}, which its datatype holds"
        ) from None


def _strings(elements: list[str], *, base64: bool) -> NDArray[Any]:
    values = np.empty(len(elements), object)
    try:
        values[:] = [b64decode(each, validate=True) if base64 else each.encode() for each in elements]
    except (NotBase64, ValueError) as error:
        raise BadRequest(f"Unable to parse JSON bytes array: {error}") from None
    return values
