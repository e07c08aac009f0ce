"""The marks of a page: what may be digits, whatever lies on the paper beside them."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from model.page.normalise import MOST_MARKS, Page, find_page
from model.page.order import in_reading_order
from model.picture.decode import Picture
from tests.pages import page
from training.writing.paper import sheet

LINES = ["7453", "10268", "947"]


def found(pixels: NDArray[np.uint8]) -> Page:
    return find_page(Picture(pixels, pixels.shape[1], pixels.shape[0], 1.0, "PNG"))


def counts(pixels: NDArray[np.uint8]) -> list[int]:
    """How many marks each line has."""
    return list(map(len, in_reading_order([mark.box for mark in found(pixels).marks])))


@pytest.mark.parametrize(
    "traits",
    [
        (),
        ("ruled",),
        ("squared",),
        ("pencil", "ruled"),
        ("shadow",),
        ("shadow", "gradient", "noise", "jpeg"),
        ("dark_border",),
        ("specks", "show_through"),
        ("chalk",),
        ("low_contrast", "noise"),
        ("marker", "tinted", "vignette"),
    ],
    ids="-".join,
)
def test_every_digit_is_found_and_nothing_else(traits: tuple[str, ...]) -> None:
    """Strokes of a digit are one mark; rules, shadows, dirt and the sheet's edge are none. At least five of six."""
    pages = [page(LINES, np.random.default_rng([seed, 5]), traits=traits) for seed in range(6)]
    right = [counts(pixels) == [4, 5, 3] for pixels in pages]
    assert sum(right) >= 5, right


@pytest.mark.parametrize("height", [20, 40, 160])
def test_digits_of_any_size_are_found(height: int) -> None:
    assert counts(page(LINES, np.random.default_rng(1), height=height)) == [4, 5, 3]


def test_a_mark_is_ready_for_the_network() -> None:
    for mark in found(page(LINES, np.random.default_rng(2))).marks:
        assert mark.frame.shape == (28, 28)
        assert mark.frame.max() == 255
        assert 18 <= max(cv2.boundingRect(mark.frame)[2:]) <= 20
        assert 0.02 < mark.stroke_ratio < 0.3


def test_light_ink_on_dark_paper_is_told() -> None:
    pixels = page(LINES, np.random.default_rng(3))
    assert found(pixels).inverted
    assert not found(255 - pixels).inverted
    assert counts(np.asarray(255 - pixels)) == [4, 5, 3]


def test_dots_commas_and_dashes_are_no_marks() -> None:
    dots = np.full((200, 500), 255, np.uint8)
    for x in (40, 120, 200, 300, 420):
        cv2.line(dots, (x, 60), (x - 5, 140), 0, 6)
    cv2.circle(dots, (160, 138), 5, 0, -1)
    cv2.line(dots, (240, 134), (235, 150), 0, 5)
    cv2.line(dots, (340, 100), (380, 100), 0, 6)
    assert counts(dots) == [5]


def test_what_is_underlined_is_read_without_the_line() -> None:
    pixels = page(["314"], np.random.default_rng(4), height=90)
    bare = counts(pixels)
    bottom = max(mark.box[3] for mark in found(pixels).marks)
    cv2.line(pixels, (40, bottom + 12), (pixels.shape[1] - 60, bottom + 16), (20, 20, 30), 5)
    assert counts(pixels) == bare == [3]


def test_halves_of_a_mark_are_marks_within_it() -> None:
    (mark, *_) = sorted(found(page(["0"], np.random.default_rng(5))).marks, key=lambda each: -each.width)
    for left, right, contact in mark.halves():
        for half in (left, right):
            assert half.frame.max() == 255
            assert mark.box[0] <= half.box[0] < half.box[2] <= mark.box[2]
            assert mark.box[1] <= half.box[1] < half.box[3] <= mark.box[3]
        assert left.box[0] < right.box[2]
        assert contact > 0


def test_a_page_has_no_more_marks_than_are_read() -> None:
    """A sheet of strokes cannot flood the network's queue."""
    crowd = np.full((1000, 1000), 255, np.uint8)
    for x in range(20, 1000, 40):
        for y in range(20, 980, 40):
            cv2.line(crowd, (x, y), (x, y + 24), 0, 3)
    crowded = found(crowd)
    assert len(crowded.marks) == MOST_MARKS
    assert crowded.more == 25 * 24 - MOST_MARKS


@pytest.mark.parametrize("side", [8, 30, 400])
def test_bare_paper_has_no_marks(side: int) -> None:
    assert found(np.full((side, side, 3), 200, np.uint8)).marks == []


@pytest.mark.parametrize("trait", ["ruled", "squared", "noise", "dark_border", "show_through", "specks", "vignette"])
def test_a_sheet_that_nobody_wrote_on_has_no_marks(trait: str) -> None:
    """On most sheets; a trifle that is taken for ink is left to the network."""
    sheets = [sheet(None, np.random.default_rng(seed), size=(600, 450), traits=(trait,)) for seed in range(9)]
    assert sum(not found(pixels).marks for pixels in sheets) >= 5
