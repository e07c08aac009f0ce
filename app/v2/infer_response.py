"""The answer to a request for inference: JSON alone, or JSON and the tensors' bytes behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.v2.datatypes import BYTES, ONLY_BINARY, from_numpy
from app.v2.strings import join_strings
from model.errors import BadRequest


@dataclass(frozen=True, slots=True)
class OutputTensor:
    """An output and how it is to come. `values` has any data type of the protocol, object of bytes for BYTES."""

    name: str
    values: NDArray[Any]
    binary: bool


@dataclass(frozen=True, slots=True)
class InferResponse:
    """A body. `header_length` is how many of its bytes are JSON; None where all are."""

    body: bytes
    header_length: int | None = None


def write_response(head: dict[str, Any], outputs: Sequence[OutputTensor]) -> InferResponse:
    """The body with these outputs behind the members of `head`; raises BadRequest where JSON cannot hold one."""
    parts: list[bytes] = []
    described = []
    for each in outputs:
        datatype = from_numpy(each.values.dtype.name)
        entry: dict[str, Any] = {"name": each.name, "datatype": datatype, "shape": each.values.shape}
        if each.binary:
            content = join_strings(each.values.flat) if datatype == BYTES else _little_endian(each.values)
            entry["parameters"] = {"binary_data_size": len(content)}
            parts.append(content)
        else:
            entry["data"] = _json_data(each, datatype)
        described.append(entry)
    document = orjson.dumps({**head, "outputs": described}, option=orjson.OPT_SERIALIZE_NUMPY)
    return InferResponse(b"".join([document, *parts]), len(document)) if parts else InferResponse(document)


def _little_endian(values: NDArray[Any]) -> bytes:
    return values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def _json_data(output: OutputTensor, datatype: str) -> Any:
    """Flat, in rows, as Triton has it."""
    if datatype in ONLY_BINARY:
        raise BadRequest(
            f"sending {datatype} data via JSON is not supported. Please use the binary data format for output "
            f"{output.name}"
        )
    if datatype == "FP32":
        return output.values.reshape(-1).astype(np.float64)  # all its figures, as the other doors and Triton tell them
    if datatype != BYTES:
        return np.ascontiguousarray(output.values).reshape(-1)
    try:
        return [_as_text(each) for each in output.values.flat]
    except UnicodeDecodeError:
        raise BadRequest(
            f"output {output.name} holds bytes that are no UTF-8 text. Please use the binary data format for it"
        ) from None


def _as_text(element: bytes | str) -> str:
    return element if isinstance(element, str) else element.decode()
