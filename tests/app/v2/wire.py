"""Requests for inference as clients write them, and answers as they read them."""

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

HEADER = "Inference-Header-Content-Length"
NAMES = {
    "bool": "BOOL", "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64", "int8": "INT8",
    "int16": "INT16", "int32": "INT32", "int64": "INT64", "float16": "FP16", "float32": "FP32", "float64": "FP64",
    "object": "BYTES",
}  # fmt: skip
DTYPES = {protocol: numpy for numpy, protocol in NAMES.items()}

Array = NDArray[Any]


def strings(*elements: bytes) -> Array:
    values = np.empty(len(elements), object)
    values[:] = elements
    return values


def packed(values: Array) -> bytes:
    """A tensor's bytes."""
    if values.dtype != object:
        return values.tobytes()
    return b"".join(struct.pack("<I", len(each)) + each for each in values.flat)


def in_json(name: str, values: Array, *, flat: bool = False) -> dict[str, Any]:
    """An input with its data in JSON."""
    data = np.vectorize(bytes.decode, [object])(values) if values.dtype == object and values.size else values
    listed = (data.ravel() if flat else data).tolist()
    return {"name": name, "shape": values.shape, "datatype": NAMES[values.dtype.name], "data": listed}


def in_binary(inputs: Mapping[str, Array], **more: Any) -> tuple[bytes, dict[str, str]]:
    """A body with the inputs' data behind the JSON, and its header."""
    told = [
        {
            "name": name,
            "shape": values.shape,
            "datatype": NAMES[values.dtype.name],
            "parameters": {"binary_data_size": len(packed(values))},
        }
        for name, values in inputs.items()
    ]
    head = json.dumps({"inputs": told, **more}).encode()
    return head + b"".join(map(packed, inputs.values())), {HEADER: str(len(head))}


def outputs_of(answer: httpx.Response) -> dict[str, Array]:
    """The outputs of an answer, which must be 200, from JSON or from the bytes behind it."""
    assert answer.status_code == 200, answer.content[:500]
    length = answer.headers.get(HEADER)
    assert answer.headers["content-type"] == ("application/json" if length is None else "application/octet-stream")
    head = json.loads(answer.content if length is None else answer.content[: int(length)])
    rest = b"" if length is None else answer.content[int(length) :]
    outputs = {}
    for told in head["outputs"]:
        size = told.get("parameters", {}).get("binary_data_size")
        if size is None:
            assert np.array(told["data"], object).ndim == 1, "JSON data come flat"
            values = _of_json(told)
        else:
            values, rest = _of_bytes(told["datatype"], rest[:size]), rest[size:]
        outputs[told["name"]] = values.reshape(told["shape"])
    assert rest == b""
    return outputs


def _of_json(told: dict[str, Any]) -> Array:
    if told["datatype"] == "BYTES":
        return strings(*(each.encode() for each in told["data"]))
    return np.array(told["data"], DTYPES[told["datatype"]])


def _of_bytes(datatype: str, content: bytes) -> Array:
    if datatype != "BYTES":
        return np.frombuffer(content, DTYPES[datatype])
    elements = []
    while content:
        (length,) = struct.unpack_from("<I", content)
        elements.append(content[4 : 4 + length])
        content = content[4 + length :]
    return strings(*elements)


def infer(
    client: httpx.Client,
    inputs: Mapping[str, Array],
    outputs: Iterable[str | dict[str, Any]] = (),
    *,
    version: int | None = None,
    model: str = "digits",
    **more: Any,
) -> httpx.Response:
    """Ask for outputs, by their names or as they are told, with the inputs in binary."""
    wanted = [{"name": each} if isinstance(each, str) else each for each in outputs]
    body, headers = in_binary(inputs, **({"outputs": wanted} if wanted else {}), **more)
    which = "" if version is None else f"/versions/{version}"
    return client.post(f"/v2/models/{model}{which}/infer", content=body, headers=headers)


def assert_refused(answer: httpx.Response, status: int, *told: str) -> str:
    """The answer is an error of this protocol with that status, whose text tells all of `told`."""
    assert answer.status_code == status, answer.content[:500]
    assert answer.headers["content-type"] == "application/json"
    (key,) = answer.json()
    assert key == "error"
    text: str = answer.json()["error"]
    for words in told:
        assert words in text
    return text
