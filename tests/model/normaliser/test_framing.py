"""MNIST's own frame: a 20-px box, stretched to 255, centred by mass; and a fixed point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from model.normaliser.framing import BOX, SIDE, frame, is_framed

INK = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 60), st.integers(1, 60)), elements=st.sampled_from([0.0, 0.1, 0.5, 1.0])
).filter(lambda ink: bool(ink.any()))


def extent(picture: NDArray[np.uint8]) -> int:
    return max(int(np.ptp(np.flatnonzero(picture.any(axis=axis)))) + 1 for axis in (0, 1))


@given(INK)
def test_a_frame_is_a_box_of_20_stretched_and_centred(ink: NDArray[np.float32]) -> None:
    """The brightest pixel is 255, the long side 20 px, and the mass in the middle where the ink leaves it room."""
    framed = frame(ink)
    assert framed.frame.shape == (SIDE, SIDE)
    assert framed.frame.max() == 255
    assert extent(framed.frame) == BOX
    assert framed.frame.sum(dtype=int) == framed.box.sum(dtype=int)


@given(INK)
def test_framing_a_frame_changes_nothing(ink: NDArray[np.float32]) -> None:
    """The frame is a fixed point."""
    once = frame(ink).frame
    assert np.array_equal(frame(once.astype(np.float32)).frame, once)


@given(INK, st.integers(0, 40), st.integers(0, 40))
def test_where_the_ink_lies_does_not_matter(ink: NDArray[np.float32], down: int, right: int) -> None:
    """Empty margins of any width leave the frame as it is."""
    moved = np.pad(ink, ((down, 7), (right, 3)))
    assert np.array_equal(frame(moved).frame, frame(ink).frame)


@pytest.mark.parametrize("times", [2, 3, 10])
def test_pixel_repetition_changes_nothing(times: int) -> None:
    """Area resampling undoes it exactly."""
    ink = np.random.default_rng(0).random((BOX, BOX)).astype(np.float32)
    larger = ink.repeat(times, axis=0).repeat(times, axis=1)
    difference = frame(larger).frame.astype(int) - frame(ink).frame
    assert np.abs(difference).max() <= 1


def test_aspect_is_kept() -> None:
    """A bar twice as high as wide stays so."""
    rows, columns = np.nonzero(frame(np.ones((80, 40), np.float32)).frame)
    assert (int(np.ptp(rows)), int(np.ptp(columns))) == (19, 9)


def test_small_ink_fills_the_box_too() -> None:
    """A digit of 8 px is as large in its frame as one of 800."""
    assert extent(frame(np.ones((8, 3), np.float32)).frame) == BOX


def test_a_frame_is_known_by_its_properties() -> None:
    """Size, box, contrast and centre of mass together; not the size alone."""
    ink = np.zeros((60, 40), np.float32)
    ink[5:50, 10:18] = 1
    once = frame(ink).frame
    assert is_framed(once)
    assert not is_framed(np.roll(once, 2, axis=0))
    assert not is_framed(once // 2)
    assert not is_framed(np.full((28, 28), 255, np.uint8))
    assert not is_framed(once[:27])
