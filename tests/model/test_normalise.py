"""Any picture of a digit comes to the same frame; a picture without ink is said to be blank."""

import dataclasses
import io
import json

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from model.normalise import WORKING_SIDE, normalise
from model.normaliser.framing import BOX
from model.normaliser.pen import THICK
from model.picture.decode import Picture, decode
from tests.strokes import draw

Pixels = NDArray[np.uint8]

ONE_PIXEL = 8  # grey levels: about what moving a digit by a pixel makes on average


def digit(seed: int = 0, side: int = 40, width: float = 0.12) -> Pixels:
    """A white digit on black, uint8."""
    rng = np.random.default_rng(seed)
    return np.rint(draw(int(rng.integers(10)), rng, side=side, width=width) * 255).astype(np.uint8)


def on_page(ink: Pixels, side: int, down: int, right: int) -> Pixels:
    page = np.zeros((side, side), np.uint8)
    page[down : down + ink.shape[0], right : right + ink.shape[1]] = ink
    return page


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def far(a: Pixels, b: Pixels) -> float:
    """Mean difference of two frames, in grey levels."""
    return float(np.abs(a.astype(int) - b).mean())


@given(st.integers(0, 10**6), st.integers(16, 120), st.floats(0.03, 0.25), st.booleans())
def test_normalising_is_idempotent(seed: int, side: int, width: float, dark: bool) -> None:
    """A frame is a picture like any other, and its own frame."""
    ink = digit(seed, side, width)
    once = normalise(255 - ink if dark else ink).frame
    again = normalise(once)
    assert np.array_equal(again.frame, once)
    assert not again.record.inverted


@given(st.integers(0, 10**6), st.integers(0, 200), st.integers(0, 200))
def test_the_place_on_the_page_does_not_matter(seed: int, down: int, right: int) -> None:
    """Moved anywhere, the digit has the same frame and its box moves along."""
    ink = digit(seed)
    here, there = normalise(on_page(ink, 300, 20, 20)), normalise(on_page(ink, 300, down, right))
    assert np.array_equal(here.frame, there.frame)
    assert here.record.box is not None
    assert there.record.box is not None
    assert there.record.box[0] - here.record.box[0] == right - 20
    assert there.record.box[1] - here.record.box[1] == down - 20


@given(st.integers(0, 10**6))
def test_black_on_white_is_white_on_black(seed: int) -> None:
    """Inverted pictures have the same frame; the record tells which was sent."""
    page = on_page(digit(seed), 100, 20, 30)
    light, dark = normalise(page), normalise(255 - page)
    assert np.array_equal(light.frame, dark.frame)
    assert (light.record.inverted, dark.record.inverted) == (False, True)


@pytest.mark.parametrize("times", [2, 5, 12])
def test_size_does_not_matter(times: int) -> None:
    """Enlarged by whole factors, the frame is the same within a pixel."""
    page = on_page(digit(3, 30), 60, 12, 15)
    large = page.repeat(times, axis=0).repeat(times, axis=1)
    assert far(normalise(large).frame, normalise(page).frame) < ONE_PIXEL


@pytest.mark.parametrize("seed", range(10))
def test_how_the_picture_was_stored_does_not_matter(seed: int) -> None:
    """RGB, alpha and 16 bits all bring the same frame."""
    page = on_page(digit(seed), 90, 20, 30)
    expected = normalise(page).frame
    alpha = Image.new("LA", page.shape[::-1], (255, 0))
    alpha.putalpha(Image.fromarray(page))
    for image in (Image.fromarray(page).convert("RGB"), Image.fromarray(page.astype(np.uint16) * 257), alpha):
        assert far(normalise(decode(png(image))).frame, expected) < 1


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_tight_crops_of_16_by_16_keep_their_polarity(seed: int, dark: bool, binary: bool) -> None:
    """Where the digit touches all four sides, strokes are still told from paper."""
    ink = digit(seed, 64, 0.14)
    x, y, width, height = cv2.boundingRect(ink)
    small = np.asarray(cv2.resize(ink[y : y + height, x : x + width], (16, 16), interpolation=cv2.INTER_AREA), np.uint8)
    if binary:
        small = np.where(small >= 128, np.uint8(255), np.uint8(0))
    result = normalise(255 - small if dark else small)
    assert result.record.inverted == dark
    assert far(result.frame, normalise(small).frame) < 1


@pytest.mark.parametrize("value", [0, 1, 127, 254, 255])
@pytest.mark.parametrize("shape", [(8, 8), (28, 28), (300, 200), (300, 200, 3)])
def test_a_picture_of_one_grey_is_blank(value: int, shape: tuple[int, ...]) -> None:
    """No ink: no error and no digit, but a reason."""
    result = normalise(np.full(shape, value, np.uint8))
    assert result.record.blank
    assert result.record.box is None
    assert result.record.reason is not None
    assert not result.frame.any()


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(8, 40), st.booleans())
def test_any_pixels_have_a_frame(seed: int, height: int, width: int, colour: bool) -> None:
    """Noise of any size comes through, and its frame is one."""
    shape = (height, width, 3) if colour else (height, width)
    result = normalise(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8))
    assert result.frame.shape == (28, 28)
    assert result.frame.dtype == np.uint8
    assert result.record.blank or result.frame.max() == 255


def test_hairlines_are_written_anew_with_a_wider_pen() -> None:
    """A stroke of a fiftieth of the digit's height does not fade away in 28 pixels."""
    thin = normalise(digit(2, 600, 0.015))
    assert thin.record.stroke_ratio < 0.04
    assert 0.05 < (thin.frame > 127).mean() < 0.3


def test_the_box_is_in_pixels_of_the_picture_as_sent() -> None:
    """Also where decoding or normalising has shrunk the picture."""
    page = on_page(digit(4, 800, 0.1), 2 * WORKING_SIDE, 1000, 600)
    x, y, width, height = cv2.boundingRect(page)
    box = normalise(page).record.box
    assert box is not None
    assert np.abs(np.array(box) - (x, y, width, height)).max() <= 4
    shrunk = np.asarray(cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8)
    reduced = normalise(Picture(shrunk, 2 * WORKING_SIDE, 2 * WORKING_SIDE, 0.25, "JPEG")).record
    assert reduced.box is not None
    assert np.abs(np.array(reduced.box) - (x, y, width, height)).max() <= 8
    assert reduced.scale == pytest.approx(20 / max(width, height), rel=0.03)


def test_the_digit_in_the_middle_is_meant_and_a_cut_neighbour_is_not() -> None:
    """Pieces of neighbours at the picture's edge are left out."""
    alone = on_page(digit(5, 50), 80, 14, 25)
    with_neighbours = alone.copy()
    with_neighbours[20:60, :6] = 255
    with_neighbours[10:40, -4:] = 255
    assert far(normalise(with_neighbours).frame, normalise(alone).frame) < ONE_PIXEL


def test_stages_are_kept_in_order_on_request() -> None:
    """Every stage is a uint8 picture, from the original to the frame; unasked, none is kept."""
    page = on_page(digit(6), 100, 20, 30)
    assert normalise(page).stages == {}
    for picture in (page, normalise(page).frame):
        result = normalise(picture, keep_stages=True)
        assert list(result.stages) == ["original", "ink", "box", "20x20", "28x28"]
        assert all(stage.dtype == np.uint8 for stage in result.stages.values())
        assert np.array_equal(result.stages["28x28"], result.frame)
    assert "original" in normalise(np.zeros((50, 50), np.uint8), keep_stages=True).stages


def test_the_record_goes_into_json_as_it_is() -> None:
    """Plain numbers, strings and lists only."""
    for picture in (on_page(digit(7), 100, 20, 30), digit(7), np.zeros((50, 50), np.uint8), normalise(digit(7)).frame):
        record = dataclasses.asdict(normalise(picture).record)
        assert json.loads(json.dumps(record))["blank"] == record["blank"]


@pytest.mark.parametrize("seed", range(5))
def test_a_marker_is_written_anew_with_a_narrower_pen(seed: int) -> None:
    """Strokes of a quarter of the digit's height leave its holes and gaps open."""
    ink = digit(seed, 200, 0.24)
    covered = float((ink > 127).sum()) / max(cv2.boundingRect(ink)[2:]) ** 2
    bold = normalise(ink)
    if bold.record.stroke_ratio > THICK:
        assert (bold.frame > 127).sum() / BOX**2 < covered
