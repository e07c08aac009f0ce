"""What the sizes of calls are, and what a batch is filled up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.batching.knobs import Knobs


def test_without_allowed_sizes_a_call_is_as_large_as_its_batch() -> None:
    knobs = Knobs(4, 8)
    assert list(knobs.sizes) == [1, 2, 3, 4]
    assert [knobs.padded(size) for size in (1, 2, 3, 4)] == [1, 2, 3, 4]


@pytest.mark.parametrize(("size", "padded"), [(1, 2), (2, 2), (3, 8), (8, 8)])
def test_a_batch_is_filled_up_to_the_next_allowed_size(size: int, padded: int) -> None:
    assert Knobs(8, 8, allowed_sizes=(2, 8)).padded(size) == padded


@given(st.sets(st.integers(1, 64), min_size=1), st.data())
def test_it_is_the_smallest_that_holds_the_batch(sizes: set[int], data: st.DataObject) -> None:
    allowed = tuple(sorted(sizes))
    size = data.draw(st.integers(1, allowed[-1]))
    padded = Knobs(allowed[-1], 64, allowed_sizes=allowed).padded(size)
    assert padded in allowed
    assert not [other for other in allowed if size <= other < padded]
