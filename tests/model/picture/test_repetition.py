"""Pixels that were only repeated are taken back to one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.picture.repetition import repetition


@given(st.integers(0, 10**6), st.integers(8, 20), st.integers(8, 20), st.integers(1, 6), st.booleans())
def test_the_number_of_repetitions_is_found(seed: int, height: int, width: int, times: int, colour: bool) -> None:
    """For noise, which repeats nothing by itself, exactly."""
    shape = (height, width, 3) if colour else (height, width)
    pixels = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    assert repetition(pixels.repeat(times, axis=0).repeat(times, axis=1)) == times


def test_one_pixel_out_of_line_is_enough_to_leave_a_picture_alone() -> None:
    """What is not repeated throughout would lose detail."""
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16), dtype=np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    pixels[33, 21] ^= 1
    assert repetition(pixels) == 1


def test_a_picture_of_one_grey_keeps_enough_pixels() -> None:
    """It is not shrunk to nothing."""
    assert repetition(np.zeros((300, 300), np.uint8)) == 1
