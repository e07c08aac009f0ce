"""Inference with a SavedModel from elsewhere, by what its own signature tells."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.v2.datatypes import BYTES, from_numpy, to_numpy
from app.v2.inference import Arrays, Asked
from app.v2.tensors import InputTensor
from model.errors import Mismatch
from model.versions.served import Served
from model.versions.signature import Signature, Tensor

_DEFAULT = "serving_default"


def signature_of(served: Served) -> tuple[str, Signature]:
    """The signature that answers, and its name: `serving_default`, or the only one; raises Mismatch."""
    signatures = served.graph.signatures
    name = _DEFAULT if _DEFAULT in signatures or len(signatures) != 1 else next(iter(signatures))
    if name not in signatures:
        named = ", ".join(sorted(signatures)) or "none"
        raise Mismatch(f"version {served.number} has no signature {_DEFAULT}; its signatures are {named}")
    return name, signatures[name]


async def infer(asked: Asked) -> Arrays:
    """The outputs that are asked for, by name.

    Raises:
        BadRequest: the inputs or outputs are not the model's.
        Mismatch: it has no signature that could answer.
        Overloaded, ModelFailed: as `Served.call`.
    """
    name, signature = signature_of(asked.served)
    wanted = asked.wanted(signature.outputs)
    given = _raw_input(asked, signature) if asked.request.raw is not None else asked.request.inputs
    # In a thread: there may be many strings, and each takes a step of its own.
    arrays = await asked.service.pool.run(_arrays, asked, signature, given)
    asked.require_bounded(signature, max((len(values) for values in arrays.values() if values.ndim), default=1))
    with asked.stages.timed("model"):
        outputs = await asked.served.call(name, arrays, asked.service.pool)
    return {key: _as_array(outputs[key]) for key in wanted}


def _arrays(asked: Asked, signature: Signature, given: Mapping[str, InputTensor]) -> Arrays:
    if len(given) != len(signature.inputs):
        raise asked.count_differs(signature.inputs)
    for name in given:
        if name not in signature.inputs:
            raise asked.unexpected(name)
    return {name: asked.array(tensor, signature.inputs[name]) for name, tensor in given.items()}


def _as_array(value: Any) -> NDArray[Any]:
    """What TensorFlow gives for a string without a shape is no array."""
    return np.array(value, object) if isinstance(value, bytes | str) else np.asarray(value)


def _raw_input(asked: Asked, signature: Signature) -> dict[str, InputTensor]:
    """The whole body as the model's one input, a batch of one."""
    body = asked.request.raw or b""
    if len(signature.inputs) != 1:
        raise asked.request.refused(f"Raw request must only have 1 input (found {len(signature.inputs)}) to be deduced")
    ((name, described),) = signature.inputs.items()
    datatype = from_numpy(described.dtype)
    shape = _raw_shape(asked, name, described, len(body))
    if datatype == BYTES:
        element = np.empty(1, object)
        element[0] = body
        return {name: InputTensor(name, datatype, shape, element)}
    return {name: InputTensor(name, datatype, shape, memoryview(body))}


def _raw_shape(asked: Asked, name: str, described: Tensor, size: int) -> tuple[int, ...]:
    shape = list(described.shape or ())
    if shape and shape[0] is None:
        shape[0] = 1
    known = math.prod(side for side in shape if side is not None)
    numpy = to_numpy(from_numpy(described.dtype))
    if shape.count(None) > 1 or described.shape is None or numpy is None:
        raise asked.request.refused(
            f"The shape of the raw input '{name}' can not be deduced because there are more than one variable-sized "
            "dimension"
        )
    if numpy == "object":
        if known != 1:
            raise asked.request.refused(f"For BYTE datatype raw input '{name}', the model must have input shape [1]")
        return tuple(side or 1 for side in shape)
    element = known * np.dtype(numpy).itemsize
    deduced = tuple(size // element if side is None else side for side in shape)
    if math.prod(deduced) * np.dtype(numpy).itemsize != size:
        raise asked.size_differs("raw_input", element, size)
    return deduced
