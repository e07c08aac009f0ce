import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.v1.decimals import decimals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9_000_000, "9e+06"),
        (999_999, "999999.0"),
        (0.5, "0.5"),
        (0.0003, "0.0003"),
        (0.00003, "3e-05"),
        (555_557.5, "555557.5"),
        (0.2, "0.2"),
        (1 / 3, "0.333333343"),
        (3, "3.0"),
        (-0.0, "-0.0"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_a_float_is_written_as_tensorflow_serving_writes_it(value: float, text: str) -> None:
    """The vectors of its own tests, and a few more."""
    assert decimals(np.array([value], np.float32)) == [text]


def test_a_double_has_up_to_17_digits() -> None:
    assert decimals(np.array([0.1, 1 / 3, 1e300])) == ["0.1", "0.33333333333333331", "1e+300"]


@given(values=st.lists(st.floats(width=32, allow_nan=False)))
def test_every_float_comes_back_from_its_text(values: list[float]) -> None:
    array = np.array(values, np.float32)
    back = np.array([json.loads(text) for text in decimals(array)], np.float64).astype(np.float32)
    assert back.tobytes() == array.tobytes()


def test_many_are_written_as_each_of_them_is() -> None:
    values = np.random.default_rng(0).standard_normal(10_000).astype(np.float32)
    values[::100] = np.nan
    assert decimals(values) == [decimals(values[at : at + 1])[0] for at in range(len(values))]
    assert decimals(values[:0]) == []
