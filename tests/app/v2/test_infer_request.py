"""What a body may ask for, and in which words the rest is refused."""

import json
from typing import Any

import pytest

from app.v2.infer_request import InferRequest, OutputWanted, read_request
from model.errors import BadRequest, NotFound

IMAGE: dict[str, Any] = {"name": "x", "shape": [1], "datatype": "INT8", "data": [1]}
BINARY: dict[str, Any] = {"name": "x", "shape": [2], "datatype": "INT8", "parameters": {"binary_data_size": 2}}


def read(header: str | None = None, rest: bytes = b"", **document: Any) -> InferRequest:
    return read_request(json.dumps({"inputs": [IMAGE], **document}).encode() + rest, header, "m")


def refusal(header: str | None = None, rest: bytes = b"", **document: Any) -> str:
    with pytest.raises((BadRequest, NotFound)) as error:
        read(header, rest, **document)
    return str(error.value)


def test_a_bare_request_asks_for_the_usual_outputs_in_json() -> None:
    request = read()
    assert (request.id, request.outputs, request.binary, request.raw) == ("", {}, False, None)
    assert list(request.inputs) == ["x"]


def test_outputs_are_asked_for_by_name_each_in_its_own_way() -> None:
    outputs = [
        {"name": "a"},
        {"name": "b", "parameters": {"binary_data": True, "x": None}},
        {"name": "c", "parameters": {"classification": 3}},
        {"name": "d", "parameters": None},
    ]
    request = read(outputs=outputs, parameters={"binary_data_output": True})
    assert request.outputs == {
        "a": OutputWanted(binary=False),
        "b": OutputWanted(binary=True),
        "c": OutputWanted(binary=False, classes=3),
        "d": OutputWanted(binary=False),
    }
    assert request.binary


def test_what_is_unknown_is_passed_over() -> None:
    parameters = {"a": "b", "c": 1.5, "sequence_id": "x", "priority": 1, "timeout": 5, "sequence_start": True}
    assert read(nothing=1, model_name="other", parameters=parameters).outputs == {}
    assert read(parameters={"sequence_id": 3}, outputs=[]).outputs == {}


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"id": 7}, "Unable to parse 'id': attempt to access JSON non-string as string"),
        ({"id": None}, "Unable to parse 'id': attempt to access JSON non-string as string"),
        ({"inputs": None}, "Unable to parse 'inputs': attempt to access JSON non-array as array"),
        ({"inputs": [None]}, "But no field is set"),
        ({"inputs": [IMAGE, IMAGE]}, "[request id: <id_unknown>] input 'x' already exists in request"),
        ({"inputs": [IMAGE, IMAGE], "id": "7"}, "[request id: 7] input 'x' already exists in request"),
        ({"outputs": None}, "Unable to parse 'outputs': attempt to access JSON non-array as array"),
        ({"outputs": ["a"]}, "Unable to parse 'name': attempt to access non-existing object member 'name'"),
        ({"outputs": [{"name": "a"}, {"name": "a"}]}, "output 'a' already exists in request"),
        (
            {"outputs": [{"name": "a", "parameters": {"binary_data": 1}}]},
            "Unable to parse 'binary_data': attempt to access JSON non-boolean as boolean",
        ),
        (
            {"outputs": [{"name": "a", "parameters": {"classification": -1}}]},
            "Unable to set 'classification': attempt to access JSON non-unsigned-integer as unsigned-integer",
        ),
        (
            {"outputs": [{"name": "a", "parameters": {"shared_memory_region": "r"}}]},
            "Unable to find shared memory region: 'r'",
        ),
        (
            {"inputs": [{**IMAGE, "data": [], "parameters": {"shared_memory_region": "r"}}]},
            "But set 'data' 'shared_memory_region'",
        ),
        (
            {"inputs": [{**BINARY, "parameters": {"shared_memory_region": "r"}}]},
            "Unable to find shared memory region: 'r'",
        ),
        ({"parameters": []}, "failed to get request params.: attempt to get members for non-object"),
        (
            {"parameters": {"a": None}},
            "parameter 'a' has invalid type. It should be either 'int', 'bool', or",
        ),
        ({"parameters": {"a": [1]}}, "parameter 'a' has invalid type. It should be either 'int', 'bool', or"),
        ({"parameters": {"triton_x": 1}}, "parameter keys starting with 'triton_' are reserved for Triton usage"),
        ({"parameters": {"timeout": "x"}}, "Unable to parse 'timeout': attempt to access JSON non-unsigned-integer"),
        ({"parameters": {"priority": -1}}, "Unable to parse 'priority': attempt to access JSON non-unsigned-integer"),
        ({"parameters": {"sequence_id": True}}, "Unable to parse 'sequence_id': attempt to access JSON non-string"),
        (
            {"parameters": {"binary_data_output": 1}},
            "Unable to parse 'binary_data_output': attempt to access JSON",
        ),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_in_tritons_words(document: dict[str, Any], text: str) -> None:
    assert text in refusal(**document)


@pytest.mark.parametrize("body", [b"", b" ", b"hello", b'{"inputs": [}', b"{} {}", b'{"id": "\xff"}', b"{\xff"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest, match=r"failed to parse the request JSON buffer: .* at "):
        read_request(body, None, "m")


@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"x"', b"{}"])
def test_a_document_without_inputs_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest, match="Unable to parse 'inputs': attempt to access non-existing object member"):
        read_request(body, None, "m")


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_request(b"\xef\xbb\xbf" + json.dumps({"inputs": [IMAGE]}).encode(), None, "m").inputs


def length_of(**document: Any) -> int:
    return len(json.dumps({"inputs": [IMAGE], **document}))


def test_the_bytes_behind_the_json_must_be_as_many_as_told() -> None:
    header = str(length_of(inputs=[BINARY]))
    assert read(header, b"\1\2", inputs=[BINARY]).inputs["x"].array().tolist() == [1, 2]
    assert read(f" +{header} ", b"\1\2", inputs=[BINARY]).inputs["x"].array().tolist() == [1, 2]
    short = "unexpected size for input 'x', expecting 1 additional bytes for model 'm'"
    assert refusal(header, b"\1", inputs=[BINARY]) == short
    assert refusal(header, b"\1\2\3", inputs=[BINARY]) == "unexpected additional input data for model 'm'"
    assert refusal(str(length_of()), b"\1") == "unexpected additional input data for model 'm'"
    assert "expecting 2 additional bytes" in refusal(inputs=[BINARY])


def test_bytes_without_the_header_are_refused_with_what_to_do() -> None:
    assert refusal(None, b"\1\2", inputs=[BINARY]).startswith("must specify valid 'Infer-Header-Content-Length'")


@pytest.mark.parametrize("size", [-1, 2.0, "2", True, None, [2], 2**64])
def test_a_size_that_is_no_unsigned_integer_is_refused(size: Any) -> None:
    text = refusal(inputs=[{**BINARY, "parameters": {"binary_data_size": size}}])
    assert text == "Unable to parse 'binary_data_size': attempt to access JSON non-unsigned-integer as unsigned-integer"


@pytest.mark.parametrize("header", ["x", "", " ", "1.0", "0x1", "1 2", "1,1", "--1", "+-1", "\u0663"])
def test_a_header_that_is_no_integer_is_refused(header: str) -> None:
    assert refusal(header) == f"Unable to parse Inference-Header-Content-Length, got: {header}"


def test_a_header_may_say_that_the_body_is_all_json() -> None:
    assert read(str(length_of())).inputs.keys() == {"x"}


@pytest.mark.parametrize("header", ["-1", str(length_of() + 1), "9" * 5000])
def test_a_header_that_is_out_of_range_is_refused(header: str) -> None:
    assert refusal(header) == f"inference header size should be in range (0, {length_of()}), got: {header[:100]}"


@pytest.mark.parametrize("header", ["0", "00", " 0 "])
def test_a_header_of_0_makes_all_of_the_body_the_one_input(header: str) -> None:
    request = read_request(b"anything", header, "m")
    assert (request.raw, request.binary, request.inputs) == (b"anything", True, {})
