"""The features of examples: of one kind each, as many as there may be."""

import time
from typing import Any

import orjson
import pytest

from app.v1.errors import Refused
from app.v1.examples import read_examples

MANY = 1_000_000
LOSSY = "Cannot convert JSON value: 1e+39 to float without loss of precision."


def read(values: list[Any]) -> list[Any]:
    """The feature as it is read."""
    name, (example,) = read_examples(orjson.dumps({"examples": [{"x": values}]}))
    assert name == "serving_default"
    return example["x"]


@pytest.mark.parametrize("values", [[0.5, -3.4e38, 0.0], ["a", ""], [1, True, -(2**63)], ["a", {"b64": "aGk="}], []])
def test_a_feature_has_values_of_one_kind(values: list[Any]) -> None:
    assert read(values) == values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5, 1e39, "a"], LOSSY),
        ([0.5, "a", 1e39], "Unexpected element type in feature: x expecting type: float"),
        ([0.5, 1], "Unexpected element type in feature: x expecting type: float"),
        (["a", 0.5], "Unexpected element type in feature: x expecting type: bytes"),
        ([True, 0.5], "Unexpected element type in feature: x expecting type: int64"),
        (["a", None], "Feature: x has element with unexpected JSON type: Null"),
        ([1, 2**63], "Feature: x has uint64 element. Only int64 is supported."),
        (["a", {"b64": "!"}], "Unable to base64 decode"),
    ],
)
def test_the_first_value_that_does_not_fit_is_told(values: list[Any], message: str) -> None:
    with pytest.raises(Refused) as refused:
        read(values)
    assert refused.value.message == message


def test_numbers_that_are_not_finite_are_floats() -> None:
    (example,) = read_examples(b'{"examples": [{"x": [0.5, NaN, Infinity, -Infinity]}]}')[1]
    assert [str(value) for value in example["x"]] == ["0.5", "nan", "inf", "-inf"]


@pytest.mark.parametrize("values", [[0.5], ["a"], [1], [True]])
def test_a_million_values_are_looked_at_at_once_and_not_one_by_one(values: list[Any]) -> None:
    body = orjson.dumps({"examples": [{"x": values * MANY}]})
    seconds: list[float] = []
    while not seconds or (seconds[-1] > 1 and len(seconds) < 3):  # the machine may be busy with something else
        started = time.perf_counter()
        read_examples(body)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 1, seconds
