import json

import numpy as np
import pytest

from app.v1.errors import Refused
from app.v1.outputs import render_columns, render_rows

NUMBERS = np.arange(1, 7, dtype=np.int32).reshape(2, 3)
TEXTS = np.array([[b"hello", b"\xff\x00"], ["é".encode(), b""]], object)


def test_one_output_stands_without_its_name() -> None:
    assert json.loads(render_rows({"y": NUMBERS})) == {"predictions": [[1, 2, 3], [4, 5, 6]]}
    assert json.loads(render_columns({"y": NUMBERS})) == {"outputs": [[1, 2, 3], [4, 5, 6]]}
    assert json.loads(render_columns({"y": np.array(2.5, np.float32)})) == {"outputs": 2.5}


def test_several_outputs_stand_under_their_names() -> None:
    outputs = {"b": np.array([True, False]), 'a "quoted"': np.array([0.5, np.inf], np.float32)}
    assert json.loads(render_rows(outputs)) == {
        "predictions": [{'a "quoted"': 0.5, "b": True}, {'a "quoted"': float("inf"), "b": False}]
    }
    assert json.loads(render_columns(outputs)) == {"outputs": {'a "quoted"': [0.5, float("inf")], "b": [True, False]}}


def test_texts_are_base64_where_their_name_says_that_they_are_bytes() -> None:
    assert json.loads(render_columns({"y": TEXTS})) == {"outputs": [["hello", "\ufffd\x00"], ["é", ""]]}
    assert json.loads(render_rows({"y_bytes": TEXTS}))["predictions"][0] == [{"b64": "aGVsbG8="}, {"b64": "/wA="}]


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3), (2, 0, 3), (1, 2, 3, 2)])
def test_every_shape_is_nested_as_it_is(shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
    assert json.loads(render_columns({"y": array})) == {"outputs": array.tolist()}
    assert json.loads(render_rows({"y": array})) == {"predictions": array.tolist()}


def test_small_floats_are_written_as_floats() -> None:
    assert render_columns({"y": np.array([0.5, 3], np.float16)}) == b'{"outputs": [0.5, 3.0]}'


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ({"y": np.zeros((), np.float32)}, "Tensor name: y has no shape information "),
        (
            {"a": np.zeros(2), "b": np.zeros(3)},
            "Tensor name: b has inconsistent batch size: 3 expecting: 2",
        ),
        ({"y": np.zeros(2, np.complex64)}, "Failed to write JSON value for tensor type: complex64"),
    ],
)
def test_what_cannot_be_told_by_row_is_refused(outputs: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(Refused) as refused:
        render_rows(outputs)
    assert refused.value.message == message
