import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.writing.arrival import WAYS, Way, arrive, as_it_is
from training.writing.strokes import draw

DIGITS = np.stack([draw(digit) for digit in range(10)])


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@given(seed=st.integers(0, 2**32 - 1), digit=st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_every_way_ends_in_a_frame_with_ink(way: Way, seed: int, digit: int) -> None:
    frame = way(DIGITS[digit], DIGITS, np.random.default_rng(seed))
    assert frame.shape == (28, 28)
    assert frame.dtype == np.uint8
    assert frame.max() > 200
    assert 20 <= np.count_nonzero(frame) < 600


@pytest.mark.parametrize("way", [way for way in WAYS if way is not as_it_is], ids=lambda way: way.__name__)
def test_a_way_is_never_the_same_twice_and_always_the_same_for_a_generator(way: Way) -> None:
    first, again, other = (way(DIGITS[5], DIGITS, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_ways_come_in_their_shares() -> None:
    """Of the unchanged ones, one in twenty or so."""
    rng = np.random.default_rng(0)
    unchanged = sum(np.array_equal(arrive(DIGITS[8], 8, DIGITS, rng), DIGITS[8]) for _ in range(600))
    assert 600 * WAYS[as_it_is] / sum(WAYS.values()) == pytest.approx(unchanged, abs=18)
