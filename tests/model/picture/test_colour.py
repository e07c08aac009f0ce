"""Coloured ink on coloured paper is seen by the channel in which it stands out."""

import numpy as np
import pytest
from numpy.typing import NDArray

from model.normalise import normalise
from model.picture.colour import luminance, to_grey
from tests.strokes import draw


def written(ink: tuple[int, int, int], paper: tuple[int, int, int]) -> NDArray[np.uint8]:
    coverage = draw(3, np.random.default_rng(0), side=160, width=0.08)[..., None]
    page = np.ones((220, 200, 3)) * paper
    page[30 : 30 + coverage.shape[0], 40 : 40 + coverage.shape[1]] += (np.array(ink) - paper) * coverage
    return np.rint(page).astype(np.uint8)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ((200, 60, 60), (60, 131, 60)),
        ((40, 90, 220), (160, 60, 40)),
        ((0, 0, 0), (255, 220, 0)),
        ((255, 255, 0), (0, 0, 120)),
    ],
)
def test_ink_of_the_papers_own_lightness_is_found(ink: tuple[int, int, int], paper: tuple[int, int, int]) -> None:
    """Red on green, blue on brown: the frame is that of black on white."""
    found, plain = normalise(written(ink, paper)), normalise(written((0, 0, 0), (255, 255, 255)))
    assert not found.record.blank
    assert np.abs(found.frame.astype(int) - plain.frame).mean() < 8


def test_grey_pictures_are_read_by_their_luminance() -> None:
    """Without colour there is nothing to choose."""
    page = written((20, 20, 20), (230, 230, 230))
    assert np.array_equal(to_grey(page), luminance(page))
    assert np.array_equal(luminance(page[..., 0]), page[..., 0])
