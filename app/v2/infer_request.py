"""What a request asks to be inferred, read from its body: JSON alone, or JSON and the tensors' bytes behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.v2 import documents
from app.v2.parameters import check_parameters
from app.v2.request_inputs import read_input
from app.v2.tensors import InputTensor
from model.errors import BadRequest, NotFound

_NEEDS_HEADER = (
    "must specify valid 'Infer-Header-Content-Length' in request header and 'binary_data_size' when passing inputs in "
    "binary data format"
)


@dataclass(frozen=True, slots=True)
class OutputWanted:
    """How one output is to come: in binary or in JSON, and with `classes` as its so many best classes."""

    binary: bool
    classes: int = 0


@dataclass(frozen=True, slots=True)
class InferRequest:
    """What is asked.

    Attributes:
        id: the client's name for the request; empty where it gave none.
        inputs: by their names.
        outputs: by their names; empty where the model's usual ones are asked for.
        binary: whether the usual ones are to come in binary.
        raw: the whole body, where it is the one input of the model; `inputs` is empty then.
    """

    id: str = ""
    inputs: dict[str, InputTensor] = field(default_factory=dict)
    outputs: dict[str, OutputWanted] = field(default_factory=dict)
    binary: bool = False
    raw: bytes | None = None

    def refused(self, why: str) -> BadRequest:
        """The error for an input that the model does not take, with the request's id before it, as Triton has it."""
        return BadRequest(f"[request id: {self.id or '<id_unknown>'}] {why}")


def read_request(body: bytes, header_length: str | None, model: str) -> InferRequest:
    """The request of a body.

    Args:
        body: decompressed.
        header_length: the header `Inference-Header-Content-Length`, how many bytes the JSON has; None where the body
            is all JSON, and 0 where it is all the one input.
        model: the model's name, for the errors.

    Raises:
        BadRequest: it makes no sense.
        NotFound: it names shared memory.
    """
    length = len(body) if header_length is None else _parse_length(header_length, len(body))
    if header_length is not None and length == 0:
        return InferRequest(binary=True, raw=body)
    try:
        document = documents.parse(memoryview(body)[:length])
    except BadRequest:
        if header_length is None and b'"binary_data_size"' in body:
            raise BadRequest(_NEEDS_HEADER) from None
        raise
    request_id = documents.string(document, "id") if documents.find(document, "id") is not documents.MISSING else ""
    binary = check_parameters(document)
    inputs = _read_inputs(documents.array(document, "inputs"), memoryview(body)[length:], request_id, model)
    outputs: dict[str, OutputWanted] = {}
    if documents.find(document, "outputs") is not documents.MISSING:
        outputs = _read_outputs(documents.array(document, "outputs"))
    return InferRequest(request_id, inputs, outputs, binary)


def _parse_length(header: str, body_length: int) -> int:
    text = header.strip()
    if not (digits := text.removeprefix("-").removeprefix("+")).isascii() or not digits.isdecimal():
        raise BadRequest(f"Unable to parse Inference-Header-Content-Length, got: {header[:100]}")
    if text.startswith("-") or len(digits) > 20 or int(digits) > body_length:
        raise BadRequest(f"inference header size should be in range (0, {body_length}), got: {text[:100]}")
    return int(digits)


def _read_inputs(told: Iterable[Any], rest: memoryview, request_id: str, model: str) -> dict[str, InputTensor]:
    inputs: dict[str, InputTensor] = {}
    for each in told:
        tensor, rest = read_input(each, rest, model)
        if tensor.name in inputs:
            raise InferRequest(request_id).refused(f"input '{tensor.name}' already exists in request")
        inputs[tensor.name] = tensor
    if len(rest):
        raise BadRequest(f"unexpected additional input data for model '{model}'")
    return inputs


def _read_outputs(told: Iterable[Any]) -> dict[str, OutputWanted]:
    outputs: dict[str, OutputWanted] = {}
    for each in told:
        name, parameters = documents.string(each, "name"), documents.find(each, "parameters")
        region = documents.find(parameters, "shared_memory_region")
        if region is not documents.MISSING:
            raise NotFound(f"Unable to find shared memory region: '{region}'")
        if name in outputs:
            raise BadRequest(f"output '{name}' already exists in request")
        classes = documents.unsigned(parameters, "classification", verb="set")
        outputs[name] = OutputWanted(documents.boolean(parameters, "binary_data", default=False), classes)
    return outputs
