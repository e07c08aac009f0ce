"""Tensors as the JSON of an answer."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.v1.decimals import decimals
from app.v1.dtypes import short_name
from app.v1.errors import Refused

Arrays = Mapping[str, NDArray[Any]]


def render_rows(outputs: Arrays) -> bytes:
    """`{"predictions": [...]}`: a value for each row, or an object where there are several outputs.

    Raises:
        Refused: an output is a scalar, or of another number of rows, or of a type that JSON does not have.
    """
    _require_rows(outputs)
    columns = {name: _nest(_write(name, array), array.shape, 1) for name, array in sorted(outputs.items())}
    if len(columns) == 1:
        (rows,) = columns.values()
    else:
        keys = [f"{_text(name)}: " for name in columns]
        rows = [
            "{" + ", ".join(key + value for key, value in zip(keys, values, strict=True)) + "}"
            for values in zip(*columns.values(), strict=True)
        ]
    return ('{"predictions": [' + ", ".join(rows) + "]}").encode()


def render_columns(outputs: Arrays) -> bytes:
    """`{"outputs": ...}`: the value of the one output, or an object of them; raises Refused as `render_rows`."""
    values = {name: _nest(_write(name, array), array.shape, 0)[0] for name, array in sorted(outputs.items())}
    if len(values) == 1:
        (value,) = values.values()
    else:
        value = "{" + ", ".join(f"{_text(name)}: {each}" for name, each in values.items()) + "}"
    return ('{"outputs": ' + value + "}").encode()


def _require_rows(outputs: Arrays) -> None:
    rows: int | None = None
    for name, array in sorted(outputs.items()):
        if not array.ndim:
            raise Refused(f"Tensor name: {name} has no shape information ")
        if rows is not None and len(array) != rows:
            raise Refused(f"Tensor name: {name} has inconsistent batch size: {len(array)} expecting: {rows}")
        rows = len(array)


def _write(name: str, array: NDArray[Any]) -> list[str]:
    """Each value of the array as JSON."""
    flat = array.reshape(-1)
    kind = array.dtype.kind
    if kind == "O":
        return [_bytes(value) if name.endswith("_bytes") else _text(value) for value in flat.tolist()]
    if kind in "iu":
        return list(map(str, flat.tolist()))
    if kind == "b":
        return ["true" if value else "false" for value in flat.tolist()]
    if array.dtype.name in ("float16", "bfloat16"):
        return decimals(flat.astype(np.float32))
    if kind == "f":
        return decimals(flat)
    raise Refused(f"Failed to write JSON value for tensor type: {short_name(array.dtype.name)}")


def _nest(texts: list[str], shape: tuple[int, ...], axis: int) -> list[str]:
    """The values as nested lists, one text for each place along the axes before `axis`."""
    places = [int(np.prod(shape[:at])) for at in range(len(shape) + 1)]
    for at in range(len(shape) - 1, axis - 1, -1):
        side = shape[at]
        texts = ["[" + ", ".join(texts[start * side : (start + 1) * side]) + "]" for start in range(places[at])]
    return texts


def _text(value: str | bytes) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return orjson.dumps(text).decode()


def _bytes(value: bytes) -> str:
    return f'{{"b64": "{base64.b64encode(value).decode()}"}}'
