"""A request's tensors: JSON nested, JSON flat and binary are the same."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.v2.infer_request import read_request
from model.errors import BadRequest
from tests.app.v2.wire import NAMES, Array, in_binary, in_json, packed, strings

JSON_TYPES = [name for name in NAMES if name not in ("float16", "object")]


@st.composite
def numbers(draw: st.DrawFn, types: list[str]) -> Array:
    dtype = draw(st.sampled_from(types))
    shape = draw(arrays.array_shapes(max_dims=4, max_side=4))
    elements = arrays.from_dtype(np.dtype(dtype), allow_nan=False, allow_infinity=False)
    return draw(arrays.arrays(dtype, shape, elements=elements))


@st.composite
def texts(draw: st.DrawFn) -> Array:
    shape = draw(arrays.array_shapes(max_dims=3, max_side=3))
    size = int(np.prod(shape))
    elements = draw(st.lists(st.text().map(str.encode), min_size=size, max_size=size))
    return strings(*elements).reshape(shape)


def read(body: bytes, header: dict[str, str] | None = None) -> dict[str, Array]:
    length = next(iter(header.values())) if header else None
    return {name: tensor.array() for name, tensor in read_request(body, length, "m").inputs.items()}


def from_json(values: Array, *, flat: bool) -> Array:
    return read(json.dumps({"inputs": [in_json("x", values, flat=flat)]}).encode())["x"]


@given(numbers(JSON_TYPES) | texts())
def test_nested_flat_and_binary_are_the_same(values: Array) -> None:
    for got in (from_json(values, flat=False), from_json(values, flat=True), read(*in_binary({"x": values}))["x"]):
        assert (got.dtype, got.shape) == (values.dtype, values.shape)
        np.testing.assert_array_equal(got, values)


@given(numbers([*JSON_TYPES, "float16"]))
def test_every_bit_of_a_binary_tensor_arrives(values: Array) -> None:
    assert packed(read(*in_binary({"x": values}))["x"]) == packed(values)


@given(st.lists(numbers(JSON_TYPES) | texts(), min_size=2, max_size=4))
def test_several_binary_tensors_come_in_the_jsons_order(several: list[Array]) -> None:
    inputs = {str(index): values for index, values in enumerate(several)}
    for name, got in read(*in_binary(inputs)).items():
        np.testing.assert_array_equal(got, inputs[name])


def refusal(**changes: Any) -> str:
    told: dict[str, Any] = {"name": "x", "shape": [2], "datatype": "INT8", "data": [1, 2], **changes}
    body = json.dumps({"inputs": [{name: value for name, value in told.items() if value != ...}]}).encode()
    with pytest.raises(BadRequest) as error:
        read_request(body, None, "m")
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"data": [1]}, "Unable to parse 'data': Shape does not match true shape of 'data' field"),
        ({"data": [1, 2, 3]}, "Unable to parse 'data': Shape does not match true shape of 'data' field"),
        ({"data": [1, [2]]}, "Unable to parse 'data': Shape does not match true shape of 'data' field"),
        ({"data": 1}, "Unable to parse 'data': attempt to access JSON non-array as array"),
        ({"data": None}, "Unable to parse 'data': attempt to access JSON non-array as array"),
        ({"data": [1, 2.0]}, "attempt to access JSON non-signed-integer as signed-integer"),
        ({"data": [1, True]}, "attempt to access JSON non-signed-integer as signed-integer"),
        ({"data": [1, "2"]}, "attempt to access JSON non-signed-integer as signed-integer"),
        ({"data": [1, None]}, "attempt to access JSON non-signed-integer as signed-integer"),
        ({"data": [1, {}]}, "attempt to access JSON non-signed-integer as signed-integer"),
        ({"data": [1, 128]}, "a number is not within -128 to 127"),
        ({"data": [1, 256], "datatype": "UINT8"}, "a number is not within 0 to 255"),
        ({"data": [1, -1], "datatype": "UINT64"}, "attempt to access JSON non-unsigned-integer as unsigned-integer"),
        ({"data": [1.5, 2], "datatype": "UINT8"}, "attempt to access JSON non-unsigned-integer as unsigned-integer"),
        ({"data": [1, 0], "datatype": "BOOL"}, "attempt to access JSON non-boolean as boolean"),
        ({"data": [1, True], "datatype": "FP32"}, "attempt to access JSON non-number as double"),
        ({"data": [1, 2], "datatype": "BYTES"}, "Unable to parse JSON bytes array: attempt to access JSON non-string"),
        ({"datatype": "FP16"}, "receiving FP16 data via JSON is not supported. Please use the binary data format for"),
        ({"datatype": "BF16"}, "receiving BF16 data via JSON is not supported. Please use the binary data format for"),
        ({"datatype": "int8"}, "invalid datatype for input x"),
        ({"datatype": 8}, "Unable to parse 'datatype': attempt to access JSON non-string as string"),
        ({"datatype": ...}, "Unable to parse 'datatype': attempt to access non-existing object member 'datatype'"),
        ({"name": ...}, "Unable to parse 'name': attempt to access non-existing object member 'name'"),
        ({"shape": ...}, "Unable to parse 'shape': attempt to access non-existing object member 'shape'"),
        ({"shape": 2}, "Unable to parse 'shape': attempt to access JSON non-array as array"),
        ({"shape": [-2]}, "Unable to parse 'shape': attempt to access JSON non-unsigned-integer as unsigned-integer"),
        ({"shape": [2.0]}, "Unable to parse 'shape': attempt to access JSON non-unsigned-integer as unsigned-integer"),
        ({"shape": [True]}, "Unable to parse 'shape': attempt to access JSON non-unsigned-integer as unsigned-integer"),
        ({"shape": [2**64]}, "Unable to parse 'shape': attempt to access JSON non-unsigned-integer"),
        ({"shape": [2**63, 2**63]}, "Shape does not match true shape of 'data' field"),
        ({"shape": [1] * 65}, "an input may have 64 axes, this one has 65"),
        ({"data": ...}, "But no field is set"),
        ({"parameters": {"binary_data_size": 2}}, "But set 'data' 'binary_data_size'"),
    ],
    ids=str,
)
def test_what_is_no_tensor_is_refused_in_tritons_words(changes: dict[str, Any], text: str) -> None:
    assert text in refusal(**changes)


def test_integers_of_64_bits_keep_every_figure() -> None:
    values = np.array([2**63 - 1, -(2**63), 0, 1], np.int64)
    np.testing.assert_array_equal(from_json(values, flat=True), values)
    unsigned = np.array([2**64 - 1, 0], np.uint64)
    np.testing.assert_array_equal(from_json(unsigned, flat=True), unsigned)


def test_whole_numbers_do_for_floats_and_a_number_too_large_is_infinite() -> None:
    body = b'{"inputs": [{"name": "x", "shape": [3], "datatype": "FP32", "data": [1, 2.5, 1e300]}]}'
    np.testing.assert_array_equal(read(body)["x"], np.array([1, 2.5, np.inf], np.float32))


@pytest.mark.parametrize("depth", [63, 64, 65, 900])
def test_data_may_be_nested_as_deeply_as_numpys_arrays_and_no_deeper(depth: int) -> None:
    body = b'{"inputs": [{"name": "x", "shape": [1], "datatype": "INT8", "data": %s7%s}]}'
    body %= (b"[" * (depth + 1), b"]" * (depth + 1))
    if depth <= 64:
        assert read(body)["x"].tolist() == [7]
    else:
        with pytest.raises(BadRequest, match="Shape does not match"):
            read(body)


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_a_document_nested_too_deeply_is_refused(depth: int) -> None:
    with pytest.raises(BadRequest, match="failed to parse the request JSON buffer"):
        read(b"[" * depth)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\1\0\0", r"incomplete string length indicator .* expecting 4 bytes but only 3 bytes available"),
        (b"\2\0\0\0a", r"incomplete string data .* expecting string of length 2 but only 1 bytes available"),
        (b"\1\0\0\0a", r"expected 2 string elements for inference input 'x', got 1"),
        (b"\0\0\0\0" * 3, r"expected 2 string elements for inference input 'x', got more"),
        (b"\xff\xff\xff\xff", r"expecting string of length 4294967295 but only 0 bytes"),
        (b"", r"expected 2 string elements for inference input 'x', got 0"),
    ],
)
def test_strings_whose_lengths_are_wrong_are_refused(content: bytes, text: str) -> None:
    told = {"name": "x", "shape": [2], "datatype": "BYTES", "parameters": {"binary_data_size": len(content)}}
    head = json.dumps({"inputs": [told]}).encode()
    with pytest.raises(BadRequest, match=text):
        read(head + content, {"": str(len(head))})


@given(st.binary(max_size=40), st.integers(0, 3))
def test_no_bytes_of_strings_do_more_harm_than_a_refusal(content: bytes, count: int) -> None:
    told = {"name": "x", "shape": [count], "datatype": "BYTES", "parameters": {"binary_data_size": len(content)}}
    head = json.dumps({"inputs": [told]}).encode()
    try:
        values = read(head + content, {"": str(len(head))})["x"]
    except BadRequest:
        return
    assert packed(values) == content


def test_base64_is_read_where_it_is_told() -> None:
    told = {"name": "x", "shape": [2], "datatype": "BYTES", "data": ["AAH/", ""]}
    plain = json.dumps({"inputs": [told]}).encode()
    assert read(plain)["x"].tolist() == [b"AAH/", b""]
    coded = json.dumps({"inputs": [{**told, "parameters": {"content_type": "base64"}}]}).encode()
    assert read(coded)["x"].tolist() == [b"\x00\x01\xff", b""]
    with pytest.raises(BadRequest, match="Unable to parse JSON bytes array"):
        read(coded.replace(b"AAH/", b"A"))
