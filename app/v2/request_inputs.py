"""One input of a request: its data in JSON, or as bytes behind the JSON."""

import math
from typing import Any

import numpy as np

from app.v2 import documents
from app.v2.datatypes import to_numpy
from app.v2.tensors import MOST_AXES, InputTensor, values_of
from model.errors import BadRequest, NotFound

_ONE_OF = (
    "Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters', "
    "'shared_memory_region' in 'parameters'. But"
)


def read_input(told: Any, rest: memoryview, model: str) -> tuple[InputTensor, memoryview]:
    """One input, and the bytes that are left for those after it.

    Args:
        told: the input's entry in the JSON.
        rest: the bytes behind the JSON that no input before this one has taken.
        model: the model's name, for the errors.

    Raises:
        BadRequest: the entry makes no sense, or there are too few bytes.
        NotFound: it names shared memory.
    """
    parameters = documents.find(told, "parameters")
    _require_one_source(told, parameters)
    name, datatype = documents.string(told, "name"), documents.string(told, "datatype")
    shape = _read_shape(told)
    if to_numpy(datatype) is None:
        raise BadRequest(f"invalid datatype for input {name}")
    if documents.find(parameters, "binary_data_size") is not documents.MISSING:
        size = documents.unsigned(parameters, "binary_data_size")
        if size > len(rest):
            missing = size - len(rest)
            raise BadRequest(
                f"unexpected size for input '{name}', expecting {missing} additional bytes for model '{model}'"
            )
        return InputTensor(name, datatype, shape, rest[:size]), rest[size:]
    data = documents.array(told, "data")
    if math.prod(shape) == 0:
        return InputTensor(name, datatype, shape, np.empty(0, to_numpy(datatype))), rest
    base64 = documents.find(parameters, "content_type") == "base64"
    return InputTensor(name, datatype, shape, values_of(data, name, datatype, shape, base64=base64)), rest


def _require_one_source(told: Any, parameters: Any) -> None:
    region = documents.find(parameters, "shared_memory_region")
    given = {
        "data": documents.find(told, "data"),
        "binary_data_size": documents.find(parameters, "binary_data_size"),
        "shared_memory_region": region,
    }
    sources = [f" '{name}'" for name, value in given.items() if value is not documents.MISSING]
    if len(sources) != 1:
        raise BadRequest(f"{_ONE_OF} set{''.join(sources)}" if sources else f"{_ONE_OF} no field is set")
    if region is not documents.MISSING:
        raise NotFound(f"Unable to find shared memory region: '{region}'")


def _read_shape(told: Any) -> tuple[int, ...]:
    sides = documents.array(told, "shape")
    if not all(map(documents.is_unsigned, sides)):
        raise BadRequest("Unable to parse 'shape': attempt to access JSON non-unsigned-integer as unsigned-integer")
    if len(sides) > MOST_AXES:
        raise BadRequest(f"Unable to parse 'shape': an input may have {MOST_AXES} axes, this one has {len(sides)}")
    return tuple(sides)
