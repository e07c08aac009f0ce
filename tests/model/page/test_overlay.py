"""A page with what was read drawn over it."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from model.page.overlay import SIDE, SURE, draw_overlay
from model.page.reader import PageReading, ReadDigit
from model.picture.decode import Picture
from model.verdict import VerdictName

BLUE, VERMILION = (0, 114, 178), (213, 94, 0)


def drawn(
    confidence: float = 1.0,
    verdict: VerdictName = "digit",
    *,
    size: tuple[int, int] = (200, 300),
    scale: float = 1.0,
    box: tuple[int, int, int, int] = (100, 80, 40, 60),
) -> NDArray[np.uint8]:
    """The overlay of a grey page with one digit."""
    pixels = np.full(size, 128, np.uint8)
    width, height = round(size[1] / scale), round(size[0] / scale)
    picture = Picture(pixels, width, height, scale, "PNG")
    png = draw_overlay(PageReading([[ReadDigit(7, confidence, verdict, box)]], None, picture, True, 1))
    return np.asarray(Image.open(BytesIO(png)))


def coloured(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    is_colour: NDArray[np.bool_] = (pixels == colour).all(axis=2)
    return is_colour


def test_a_box_is_around_the_digit_and_its_label_above() -> None:
    rows, columns = np.nonzero(coloured(drawn(), BLUE))
    assert columns.min() < 100 <= 140 <= columns.max() < 160
    assert rows.max() > 140
    assert rows.min() < 70
    assert not coloured(drawn(), BLUE)[90:130, 110:130].any()


@pytest.mark.parametrize(("confidence", "verdict"), [(SURE - 0.01, "digit"), (1.0, "ambiguous")])
def test_a_doubtful_digit_has_another_colour_and_a_dashed_box(confidence: float, verdict: VerdictName) -> None:
    """Dashes tell it apart for those who see no difference in colour."""
    doubtful, sure = drawn(confidence, verdict), drawn()
    assert not coloured(doubtful, BLUE).any()
    right = slice(100, 130), slice(135, 150)
    assert 0 < coloured(doubtful, VERMILION)[right].sum() < 0.7 * coloured(sure, BLUE)[right].sum()


def test_a_large_page_is_reduced_and_the_box_with_it() -> None:
    pixels = drawn(size=(1000, 3200), scale=0.5, box=(3200, 800, 400, 600))
    assert pixels.shape == (500, SIDE, 3)
    columns = np.nonzero(coloured(pixels, BLUE).any(axis=0))[0]
    assert 780 < columns.min() < 800
    assert 900 < columns.max() < 920


def test_a_digit_at_the_upper_edge_has_its_label_within_the_page() -> None:
    assert coloured(drawn(box=(100, 0, 40, 60)), BLUE)[:10].sum() > 50
