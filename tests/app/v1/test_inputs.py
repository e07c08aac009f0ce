"""From the values of JSON to arrays, and the words for what is wrong with them."""

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.v1.complaints import complain
from app.v1.echo import echo
from app.v1.errors import Refused
from app.v1.form import read_form
from app.v1.inputs import to_inputs
from app.v1.tensors import to_array
from model.versions.signature import Tensor

DTYPES = ("float32", "float64", "int32", "int64", "uint8", "uint64", "bool", "object")
B64 = {"b64": "aGVsbG8="}

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**65), 2**65)
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from([B64, {"b64": "!"}, {"a": 1}])
)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3), max_leaves=8)


def inputs_of(**dtypes: str) -> dict[str, Tensor]:
    return {name: Tensor(dtype, None) for name, dtype in dtypes.items()}


def read(document: dict[str, Any], **dtypes: str) -> dict[str, Any]:
    inputs = inputs_of(**dtypes)
    return to_inputs(read_form(document, inputs), inputs)


def refusal(document: dict[str, Any], **dtypes: str) -> str:
    with pytest.raises(Refused) as refused:
        read(document, **dtypes)
    return refused.value.message


@given(value=values, dtype=st.sampled_from(DTYPES))
def test_what_is_not_taken_is_explained_and_what_is_taken_is_not_complained_of(value: Any, dtype: str) -> None:
    """The whole lists' way and the single values' way agree on everything."""
    tensor = Tensor(dtype, None)
    taken = to_array(value, tensor) is not None
    assert taken == complain(value, tensor).message.endswith(f"cannot be read as a tensor of type: {_short(dtype)}")


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint32", "uint64"])
def test_whole_numbers_are_taken_up_to_both_ends_of_their_type(dtype: str) -> None:
    limits = np.iinfo(dtype)
    assert read({"inputs": [limits.min, limits.max]}, x=dtype)["x"].tolist() == [limits.min, limits.max]
    for beyond in (limits.min - 1, limits.max + 1):
        assert refusal({"inputs": [0, beyond]}, x=dtype).endswith(f"Type: Number is not of expected type: {dtype}")


def _short(dtype: str) -> str:
    return {"float32": "float", "float64": "double", "object": "string"}.get(dtype, dtype)


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    dtype = draw(st.sampled_from(DTYPES[:-1]))
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    if dtype.startswith("float"):
        return rng.standard_normal(shape).astype(dtype)
    return rng.integers(0, 2 if dtype == "bool" else 200, shape).astype(dtype)


@given(array=tensors())
def test_rows_named_rows_and_columns_are_the_same_tensor(array: Any) -> None:
    documents: list[dict[str, Any]] = [
        {"instances": array.tolist()},
        {"instances": [{"x": row} for row in array.tolist()]},
        {"inputs": array.tolist()},
        {"inputs": {"x": array.tolist(), "another": "ignored"}},
    ]
    for document in documents:
        read_back = read(document, x=array.dtype.name)["x"]
        assert read_back.dtype == array.dtype
        np.testing.assert_array_equal(read_back, array)


def test_several_inputs_come_as_objects() -> None:
    rows = {"instances": [{"a": [1, 2], "b": "x"}, {"b": B64, "a": [3, 4]}]}
    columns = {"inputs": {"a": [[1, 2], [3, 4]], "b": ["x", B64]}}
    for document in (rows, columns):
        arrays = read(document, a="int32", b="object")
        np.testing.assert_array_equal(arrays["a"], np.array([[1, 2], [3, 4]], np.int32))
        assert arrays["b"].tolist() == [b"x", b"hello"]


def test_whole_numbers_and_decimals_may_be_mixed_for_floats() -> None:
    array = read({"instances": [1, 2.0, 5.003, float("nan"), float("inf")]}, x="float32")["x"]
    np.testing.assert_array_equal(array, np.array([1, 2, 5.003, np.nan, np.inf], np.float32))


ROW = "Failed to process element: {} of 'instances' list. Error: INVALID_ARGUMENT: "
REFUSED: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({}, {"x": "float32"}, "Missing 'inputs' or 'instances' key"),
    (
        {"instances": [1], "inputs": [1]},
        {"x": "float32"},
        'JSON Value: {\n    "instances": [\n        1\n    ],\n    "inputs": [\n        1\n    ]\n} '
        "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist ",
    ),
    (
        {"instances": 5},
        {"x": "float32"},
        "JSON Value: {\n    \"instances\": 5\n} Expecting 'instances' to be an list/array",
    ),
    ({"instances": []}, {"x": "float32"}, "JSON Value: {\n    \"instances\": []\n} No values in 'instances' array"),
    (
        {"instances": ["x", "y"]},
        {"x": "float32"},
        ROW.format(0) + 'JSON Value: "x" Type: String is not of expected type: float',
    ),
    (
        {"instances": [[1, 2], [3, 1.0]]},
        {"x": "int32"},
        ROW.format(1) + "JSON Value: 1.0 Type: Number is not of expected type: int32",
    ),
    (
        {"instances": [1, True]},
        {"x": "int32"},
        ROW.format(1) + "JSON Value: true Type: True is not of expected type: int32",
    ),
    (
        {"instances": [256]},
        {"x": "uint8"},
        ROW.format(0) + "JSON Value: 256 Type: Number is not of expected type: uint8",
    ),
    (
        {"instances": [[[1, 2, 3], [4, 5]]]},
        {"x": "int32"},
        ROW.format(0) + "Encountered list at unexpected size: 2 at level: 1 expected size: 3",
    ),
    ({"instances": [[1, 2], [3, 4], [5, 6, 7]]}, {"x": "int32"}, ROW.format(2) + "Expecting tensor size: 2 but got: 3"),
    (
        {"instances": [[1, 2], [3, 4], [[5, 6]]]},
        {"x": "int32"},
        ROW.format(2) + "Expecting shape [2] but got: [1,2]",
    ),
    ({"instances": [1, [1]]}, {"x": "int32"}, ROW.format(1) + "Expecting shape [] but got: [1]"),
    (
        {"instances": [[[1], 2]]},
        {"x": "int32"},
        ROW.format(0) + "JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at level: 2",
    ),
    (
        {"instances": [[1, [2]]]},
        {"x": "int32"},
        ROW.format(0) + "Encountered list at unexpected level: 1 expected < 1",
    ),
    (
        {"instances": [1.7976931348623157e308]},
        {"x": "float32"},
        ROW.format(0) + "Cannot convert JSON value: 1.7976931348623157e+308 to float without loss of precision.",
    ),
    (
        {"instances": [16_777_217]},
        {"x": "float32"},
        ROW.format(0) + "Cannot convert JSON value: 16777217 to float without loss of precision.",
    ),
    (
        {"instances": [9_007_199_254_740_993]},
        {"x": "float64"},
        ROW.format(0) + "Cannot convert JSON value: 9007199254740993 to double without loss of precision.",
    ),
    (
        {"instances": [{"x": 1, "z": 2}]},
        {"x": "int32"},
        "Failed to process element: 0 key: z of 'instances' list. Error: INVALID_ARGUMENT: "
        "JSON object: does not have named input: z",
    ),
    (
        {"instances": [{"a": 1, "b": 1}, {"a": 1}]},
        {"a": "int32", "b": "int32"},
        "Failed to process element: 1 of 'instances' list. JSON object: {\n    \"a\": 1\n} keys must be equal to: a,b",
    ),
    (
        {"instances": [{"a": 1, "b": "x"}]},
        {"a": "int32", "b": "int32"},
        "Failed to process element: 0 key: b of 'instances' list. Error: INVALID_ARGUMENT: "
        'JSON Value: "x" Type: String is not of expected type: int32',
    ),
    (
        {"instances": [{"x": 1}, [1]]},
        {"x": "int32"},
        "Expecting object but got list at item 1 of input list",
    ),
    (
        {"instances": [[1], {"x": [1]}]},
        {"x": "int32"},
        "Expecting value/list but got object at item 1 of input list",
    ),
    (
        {"instances": [1, 2]},
        {"a": "int32", "b": "int32"},
        "instances is a plain list, but expecting list of objects as multiple input tensors required as per "
        "tensorinfo_map",
    ),
    (
        {"inputs": [1, 2]},
        {"a": "int32", "b": "int32"},
        "inputs is a plain value/list, but expecting an object as multiple input tensors required as per "
        "tensorinfo_map",
    ),
    ({"inputs": {"a": [1]}}, {"a": "int32", "b": "int32"}, "Missing named input: b in 'inputs' object."),
    (
        {"inputs": [[1, 2, 3], [4, 5]]},
        {"x": "int32"},
        "Encountered list at unexpected size: 2 at level: 1 expected size: 3",
    ),
    ({"inputs": [None]}, {"x": "float32"}, "JSON Value: null Type: Null is not of expected type: float"),
    (
        {"inputs": [B64]},
        {"x": "float32"},
        'JSON Value: {\n    "b64": "aGVsbG8="\n} Type: Object is not of expected type: float',
    ),
    ({"inputs": [{"b64": "?"}]}, {"x": "object"}, "Unable to base64 decode"),
    (
        {"inputs": [{"b64": "aGk=", "a": 1}]},
        {"x": "object"},
        'JSON Value: {\n    "b64": "aGk=",\n    "a": 1\n} not formatted correctly for base64 data',
    ),
    ({"inputs": [1]}, {"x": "object"}, "JSON Value: 1 Type: Number is not of expected type: string"),
    ({"inputs": [1.5]}, {"x": "float16"}, "Conversion of JSON Value: 1.5 to type: half"),
]


@pytest.mark.parametrize(("document", "dtypes", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_wrong_is_told_in_tensorflow_servings_words(
    document: dict[str, Any], dtypes: dict[str, str], message: str
) -> None:
    assert refusal(document, **dtypes) == message


@pytest.mark.parametrize("form", ["instances", "inputs"])
@pytest.mark.parametrize(
    ("dtype", "value", "odd"),
    [("uint8", 0, 256), ("float32", 0.5, 1e39), ("float32", 2.0**30, 2**30), ("object", "a", 0), ("bool", True, 1)],
)
def test_the_one_odd_value_among_half_a_million_is_found_quickly(form: str, dtype: str, value: Any, odd: Any) -> None:
    values = [value] * 500_000
    values[-2] = odd
    seconds: list[float] = []
    while not seconds or (seconds[-1] > 1 and len(seconds) < 3):  # the machine may be busy with something else
        started = time.perf_counter()
        message = refusal({form: values}, x=dtype)
        seconds.append(time.perf_counter() - started)
    assert message.startswith(ROW.format(499_998)) == (form == "instances")
    assert f"JSON value: {echo(odd)}".lower() in message.lower()
    assert min(seconds) < 1, seconds


@pytest.mark.parametrize("numbers", [[2**24, 1e39], [1e39, 2**24], [2**30], [0.5, 2**24, float("inf")]])
def test_whole_numbers_and_decimals_have_limits_of_their_own(numbers: list[float]) -> None:
    assert "without loss of precision" in refusal({"inputs": numbers}, x="float32")


@pytest.mark.parametrize("numbers", [[2**24 - 1, 3e38], [2.0**30, 1, float("inf")], [float("nan"), 2**24 - 1, -2e38]])
def test_what_is_within_them_is_taken(numbers: list[float]) -> None:
    np.testing.assert_array_equal(read({"inputs": numbers}, x="float32")["x"], np.array(numbers, np.float32))


def test_a_shape_that_the_signature_does_not_take_is_told_with_the_one_that_it_takes() -> None:
    inputs = {"image": Tensor("uint8", (None, 2, 2))}
    with pytest.raises(Refused, match=r"^Tensor name: image has shape \[1,3,2\], and the signature takes \[-1,2,2\]$"):
        to_inputs(read_form({"instances": [[[0, 0]] * 3]}, inputs), inputs)


def test_a_list_of_a_thousand_levels_is_refused() -> None:
    deep: Any = 1
    for _ in range(1000):
        deep = [deep]
    assert "unexpected level" in refusal({"instances": [deep]}, x="int32")
