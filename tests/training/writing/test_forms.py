import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.writing.forms import in_another_form
from training.writing.strokes import draw

BARE = np.zeros((28, 28), np.uint8)  # a 1 as MNIST's writers have it
cv2.line(BARE, (15, 5), (13, 23), (255,), 2, cv2.LINE_AA)


@given(seed=st.integers(0, 2**32 - 1), label=st.sampled_from([0, 2, 3, 4, 5, 6, 8, 9]))
def test_other_digits_stay_as_they_are(seed: int, label: int) -> None:
    digit = draw(label)
    assert in_another_form(digit, label, np.random.default_rng(seed)) is digit


@given(seed=st.integers(0, 2**32 - 1))
def test_forms_only_add_strokes_and_stay_in_the_frame(seed: int) -> None:
    for digit, label in ((BARE, 1), (draw(7), 7)):
        formed = in_another_form(digit, label, np.random.default_rng(seed))
        assert formed.shape == (28, 28)
        assert formed.dtype == np.uint8
        assert np.count_nonzero((digit > 200) & (formed < 100)) == 0


@pytest.mark.parametrize(("digit", "label", "share"), [(BARE, 1, 0.575), (draw(7), 7, 0.25)])
def test_other_forms_come_in_their_shares(digit: NDArray[np.uint8], label: int, share: float) -> None:
    """Half of the 1s get a flag, some a foot, a quarter of the 7s a bar."""
    rng = np.random.default_rng(0)
    plain = int(np.count_nonzero(digit > 127))
    grown = [np.count_nonzero(in_another_form(digit, label, rng) > 127) > plain + 3 for _ in range(500)]
    assert np.mean(grown) == pytest.approx(share, abs=0.07)


def test_nothing_is_added_to_nothing() -> None:
    nothing = np.zeros((28, 28), np.uint8)
    assert not in_another_form(nothing, 1, np.random.default_rng(0)).any()
