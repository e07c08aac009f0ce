"""From nested lists of JSON to arrays of a signature's types.

What is taken is decided here, on whole lists at a time; what is wrong with the rest is put into words by
`app.v1.complaints`, value by value.
"""

import math
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.v1.base64_value import decode_base64
from app.v1.errors import Refused
from model.versions.signature import Tensor

MOST_AXES = 32

INTEGERS = {"int8", "int16", "int32", "uint8", "int64", "uint32", "uint64"}
FLOATS = {"float32", "float64"}

# Of each type the largest whole number below which it has all, and the largest of all.
_LARGEST: dict[str, tuple[int, float]] = {
    name: (2 ** (int(np.finfo(name).nmant) + 1) - 1, float(np.finfo(name).max)) for name in FLOATS
}


def to_array(value: Any, tensor: Tensor) -> NDArray[Any] | None:
    """The value as an array of the tensor's type: any shape of numbers or booleans, or bytes as objects.

    None where it is not all of one shape and of that type, without loss.
    """
    flattened = _flatten(value)
    if flattened is None:
        return None
    shape, leaves = flattened
    flat = _to_flat(leaves, tensor.dtype)
    return None if flat is None else flat.reshape(shape)


def require_shape(name: str, array: NDArray[Any], tensor: Tensor) -> None:
    """Raise Refused unless the signature takes an array of that shape."""
    if not tensor.takes(array.shape):
        sides = ",".join(str(-1 if side is None else side) for side in tensor.shape or ())
        came = ",".join(map(str, array.shape))
        raise Refused(f"Tensor name: {name} has shape [{came}], and the signature takes [{sides}]")


def _flatten(value: Any) -> tuple[tuple[int, ...], list[Any]] | None:
    """Shape and values of a nested list, or None where its lists differ in length or depth."""
    if not isinstance(value, list):
        return (), [value]
    shape, level = [len(value)], value
    while level and isinstance(level[0], list):
        if set(map(type, level)) != {list} or len(sizes := set(map(len, level))) != 1 or len(shape) == MOST_AXES:
            return None
        shape += sizes
        level = list(chain.from_iterable(level))
    return tuple(shape), level


def _to_flat(leaves: list[Any], dtype: str) -> NDArray[Any] | None:
    types = set(map(type, leaves))
    if dtype in INTEGERS:
        return _integers(leaves, dtype) if types <= {int} else None
    if dtype in FLOATS:
        return _floats(leaves, types, dtype) if types <= {int, float} else None
    if dtype == "bool":
        return np.array(leaves, np.bool_) if types <= {bool} else None
    return _texts(leaves) if dtype == "object" and types <= {str, dict} else None


def _integers(leaves: list[int], dtype: str) -> NDArray[Any] | None:
    wide = np.dtype(np.uint64 if dtype == "uint64" else np.int64)
    try:
        array = np.array(leaves, wide)
    except OverflowError:
        return None
    limits = np.iinfo(dtype)
    if array.size and (array.min() < limits.min or array.max() > limits.max):
        return None
    return array.astype(dtype)


def _floats(leaves: list[float], types: set[type], dtype: str) -> NDArray[Any] | None:
    try:
        array = np.array(leaves, np.float64)
    except OverflowError:
        return None
    return array.astype(dtype) if _are_lossless(array, leaves, types, dtype) else None


def _are_lossless(array: NDArray[np.float64], leaves: list[float], types: set[type], dtype: str) -> bool:
    whole, largest = _LARGEST[dtype]
    magnitudes = np.abs(array)
    if int not in types:
        return bool(np.all((magnitudes <= largest) | ~np.isfinite(array)))
    if np.all(magnitudes <= whole):
        return True
    limits = np.where([type(leaf) is int for leaf in leaves], whole, largest)
    return bool(np.all((magnitudes <= limits) | ~np.isfinite(array)))


def are_lossless(numbers: list[float], dtype: str) -> bool:
    """Whether each of some JSON numbers, none of them whole, can be a float of that type."""
    return _are_lossless(np.array(numbers, np.float64), numbers, {float}, dtype)


def is_lossless(number: float, dtype: str) -> bool:
    """Whether a JSON number can be a float of that type: a whole one exactly, another within the range."""
    whole, largest = _LARGEST[dtype]
    if isinstance(number, int):
        return abs(number) <= whole
    return not math.isfinite(number) or abs(number) <= largest


def _texts(leaves: list[Any]) -> NDArray[Any] | None:
    array = np.empty(len(leaves), object)
    try:
        array[:] = [leaf.encode() if isinstance(leaf, str) else decode_base64(leaf) for leaf in leaves]
    except Refused:
        return None
    return array
