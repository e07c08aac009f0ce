from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.normaliser.framing import trim
from training.writing.residue import with_line, with_neighbour, with_specks, without_edge
from training.writing.rewriting import Ink
from training.writing.strokes import draw


def _ink(digit: int) -> Ink:
    return trim(np.asarray(draw(digit), np.float32) / np.float32(255))


def test_tight_is_the_rectangle_of_all_ink() -> None:
    ink = np.zeros((9, 9), np.float32)
    ink[2:5, 3:8] = 0.5
    assert trim(ink).shape == (3, 5)


@given(seed=st.integers(0, 2**32 - 1))
def test_a_strip_of_up_to_an_eighth_is_cut_from_one_side(seed: int) -> None:
    ink = np.ones((40, 24), np.float32)
    cut = without_edge(ink, np.random.default_rng(seed))
    lost = [(was - now) / was for was, now in zip(ink.shape, cut.shape, strict=True)]
    assert min(lost) == 0
    assert 0 < max(lost) <= 0.125


@given(seed=st.integers(0, 2**32 - 1))
def test_a_neighbour_shows_a_strip_beside_the_whole_digit(seed: int) -> None:
    """The digit is there whole, and at most three tenths of the neighbour's width more."""
    ink, other = np.ones((30, 20), np.float32), np.full((30, 20), 0.5, np.float32)
    both = with_neighbour(ink, other, np.random.default_rng(seed))
    assert np.count_nonzero(both == 1) == ink.size
    assert both.shape[1] <= 20 + 0.3 * 20 + 0.15 * 20 + 1


@pytest.mark.parametrize("soil", [with_line, with_specks])
@given(seed=st.integers(0, 2**32 - 1), digit=st.integers(0, 9))
def test_lines_and_specks_only_add_ink(soil: Callable[[Ink, np.random.Generator], Ink], seed: int, digit: int) -> None:
    ink = _ink(digit)
    soiled = soil(ink, np.random.default_rng(seed))
    assert soiled.sum() >= ink.sum()
    assert 0 <= soiled.min() <= soiled.max() <= 1
    found = cv2.matchTemplate(soiled, ink, cv2.TM_SQDIFF)
    assert found.size >= 1
