import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.v1.echo import echo, type_name

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@given(value=values)
def test_a_value_is_repeated_with_an_indent_of_four_up_to_256_bytes(value: Any) -> None:
    whole = json.dumps(value, indent=4, ensure_ascii=False).encode()
    assert echo(value) == whole[:256].decode(errors="ignore")


@pytest.mark.parametrize(("value", "told"), [(1.0, "1.0"), (0.1, "0.1"), (1e39, "1e+39"), (float("nan"), "NaN")])
def test_a_decimal_is_repeated_as_answers_have_it(value: float, told: str) -> None:
    assert echo(value) == told


def test_a_huge_or_deep_value_costs_no_more_than_its_beginning() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    started = time.perf_counter()
    assert all(len(echo(value)) == 256 for value in (deep, list(range(1_000_000)), "x" * 10_000_000))
    assert time.perf_counter() - started < 1
    while deep:
        deep = deep[0]  # else freeing it would need as many levels of the interpreter's stack


def test_half_of_a_surrogate_pair_is_no_failure() -> None:
    assert echo("\ud800") == '"?"'


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "Null"), (True, "True"), (False, "False"), (1, "Number"), (1.5, "Number"), ("", "String"), ({}, "Object")],
)
def test_types_have_rapidjsons_names(value: Any, name: str) -> None:
    assert type_name(value) == name
