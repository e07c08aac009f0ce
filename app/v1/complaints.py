"""What is wrong with a value that is no tensor, in TensorFlow Serving's words and at the first place that it finds."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.v1.base64_value import decode_base64
from app.v1.dtypes import short_name
from app.v1.echo import echo, type_name
from app.v1.errors import Code, Refused
from app.v1.tensors import FLOATS, INTEGERS, MOST_AXES, is_lossless, to_array
from model.versions.signature import Tensor


def complain(value: Any, tensor: Tensor) -> Refused:
    """Why the value is no such tensor."""
    try:
        _check(value, tensor)
    except Refused as refused:
        return refused
    return Refused(f"JSON Value: {echo(value)} cannot be read as a tensor of type: {short_name(tensor.dtype)}")


def complain_of_rows(values: list[Any], tensor: Tensor) -> tuple[int, Refused]:
    """The first of several values that is no such tensor, or not of the first one's shape: its place, and why."""
    first = to_array(values[0], tensor)
    if first is None:
        return 0, complain(values[0], tensor)
    index = _fitting(values, first.shape, tensor)
    array = to_array(values[index], tensor)
    if array is None:
        return index, complain(values[index], tensor)
    if array.size != first.size:
        return index, Refused(f"Expecting tensor size: {first.size} but got: {array.size}")
    if array.shape != first.shape:
        return index, Refused(f"Expecting shape {_listed(first.shape)} but got: {_listed(array.shape)}")
    return 0, Refused("the values cannot be made one tensor")


def _fitting(values: list[Any], shape: tuple[int, ...], tensor: Tensor) -> int:
    """How many of the values, from the first one on, are such tensors of that shape; not all of them are.

    By halves, since millions of values take many seconds one by one.
    """
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high + 1) // 2
        array = to_array(values[low:middle], tensor)
        if array is not None and array.shape[1:] == shape:
            low = middle
        else:
            high = middle - 1
    return low


def _listed(shape: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, shape))}]"


def _check(value: Any, tensor: Tensor) -> None:
    """Raise Refused at the first value that is in the wrong place or of the wrong type; depth first, as it is read."""
    shape = _leading_shape(value)
    if len(shape) > MOST_AXES:
        raise Refused(f"Encountered list at unexpected level: {MOST_AXES} expected < {MOST_AXES}")
    for level, each in _walk(value, shape, tensor):
        if not isinstance(each, list):
            if level != len(shape):
                raise Refused(
                    f"JSON Value: {echo(each)} found at incorrect level: {level + 1} in the JSON DOM. "
                    f"Expected at level: {len(shape)}"
                )
            _check_leaf(each, tensor.dtype)
        elif level >= len(shape):
            raise Refused(f"Encountered list at unexpected level: {level} expected < {len(shape)}")
        elif len(each) != shape[level]:
            raise Refused(
                f"Encountered list at unexpected size: {len(each)} at level: {level} expected size: {shape[level]}"
            )


def _leading_shape(value: Any) -> tuple[int, ...]:
    """The shape that the first value of each list tells."""
    shape = []
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


def _walk(value: Any, shape: tuple[int, ...], tensor: Tensor) -> Iterator[tuple[int, Any]]:
    """The way to the first value that does not fit, each step with its level: the value, one that it holds, ..."""
    level = 0
    yield level, value
    while isinstance(value, list) and value and level < len(shape):
        level += 1
        value = value[_fitting(value, shape[level:], tensor)]
        yield level, value


def _check_leaf(value: Any, dtype: str) -> None:
    if dtype == "object":
        if isinstance(value, dict):
            decode_base64(value)
        right = isinstance(value, str | dict)
    elif dtype == "bool":
        right = isinstance(value, bool)
    elif dtype in FLOATS:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if right and not is_lossless(value, dtype):
            kind = short_name(dtype)
            raise Refused(f"Cannot convert JSON value: {echo(value)} to {kind} without loss of precision.")
    elif dtype in INTEGERS:
        limits = np.iinfo(dtype)
        right = type(value) is int and limits.min <= value <= limits.max
    else:
        raise Refused(f"Conversion of JSON Value: {echo(value)} to type: {short_name(dtype)}", Code.UNIMPLEMENTED)
    if not right:
        raise Refused(
            f"JSON Value: {echo(value)} Type: {type_name(value)} is not of expected type: {short_name(dtype)}"
        )
