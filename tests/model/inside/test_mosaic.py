"""Colours that mean what the legend says, and tiles of the right size in the right place."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model.errors import BadRequest
from model.inside.mosaic import Mosaic, Scale, colour, draw, stack
from tests.mosaics import GAP, LEGEND, TITLE

WHITE = [255, 255, 255]


def tiles_of(
    count: int, height: int = 8, width: int = 8, seed: int = 0
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).standard_normal((count, height, width)).astype(np.float32)


@given(limit=st.floats(1e-6, 1e6))
def test_zero_is_white_under_every_scale(limit: float) -> None:
    assert colour(np.zeros(1, np.float32), limit)[0].tolist() == WHITE


def test_where_all_is_zero_all_is_white() -> None:
    assert (colour(np.zeros((2, 3), np.float32), 0.0) == 255).all()


@given(share=st.floats(0.05, 1), limit=st.floats(1e-3, 1e3))
def test_a_value_and_its_negative_are_equally_strong_red_and_blue(share: float, limit: float) -> None:
    (above, below) = colour(np.array([share * limit, -share * limit], np.float32), limit).astype(int)
    assert above[0] > above[2]
    assert below[2] > below[0]


@given(values=st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=20))
def test_blue_is_left_of_white_and_red_right_of_it(values: list[float]) -> None:
    shades = colour(np.sort(np.array(values, np.float32)), 1.0).astype(int)
    balance = np.sign(shades[:, 0] - shades[:, 2])
    assert (np.diff(balance) >= 0).all()


def test_beyond_the_limit_the_colour_stays_full() -> None:
    shades = colour(np.array([-9, -1, 1, 9], np.float32), 1.0).tolist()
    assert shades[0] == shades[1] == [8, 48, 107]
    assert shades[2] == shades[3] == [103, 0, 13]


@given(
    count=st.integers(1, 30),
    height=st.integers(1, 20),
    width=st.integers(1, 20),
    side=st.one_of(st.none(), st.integers(1, 100)),
)
def test_a_mosaic_has_room_for_every_tile_and_no_empty_row(
    count: int, height: int, width: int, side: int | None
) -> None:
    columns = 1 + count // 2
    mosaic = draw(tiles_of(count, height, width), title="x", scale="layer", side=side, columns=columns)
    longer = side or max(1, round(64 / max(height, width))) * max(height, width)
    tile_height = max(1, round(longer * height / max(height, width)))
    rows = -(-count // columns)
    assert mosaic.pixels.shape[0] == TITLE + rows * (tile_height + GAP) + GAP + LEGEND
    assert mosaic.pixels.dtype == np.uint8


def test_each_pixel_of_a_map_is_a_square_of_its_own_colour() -> None:
    tile = tiles_of(1, 4, 4)
    mosaic = draw(tile, title="x", scale="layer")
    assert mosaic.limit == pytest.approx(float(np.abs(tile).max()))
    large = mosaic.pixels[TITLE + GAP : TITLE + GAP + 64, GAP : GAP + 64]
    assert np.array_equal(large[8::16, 8::16], colour(tile[0], float(np.abs(tile).max())))
    assert np.array_equal(large[::16, ::16], large[15::16, 15::16])


def test_bilinear_enlarging_makes_values_in_between() -> None:
    tile = np.array([[[-1, 1]]], np.float32)
    sharp, smooth = (
        draw(tile, title="x", scale="layer", side=64, upsample=upsample).pixels[TITLE + GAP + 10, GAP : GAP + 64]
        for upsample in ("nearest", "bilinear")
    )
    assert len(np.unique(sharp, axis=0)) == 2
    assert len(np.unique(smooth, axis=0)) > 10


@pytest.mark.parametrize(("scale", "equal"), [("channel", True), ("layer", False), ("network", False)])
def test_by_channel_each_tile_has_a_scale_of_its_own(scale: Scale, equal: bool) -> None:
    tile = tiles_of(1, 8, 8)[0]
    mosaic = draw(np.stack([tile, tile * 10]), title="x", scale=scale, side=64, columns=2)
    row = mosaic.pixels[TITLE + GAP : TITLE + GAP + 64]
    first, second = row[:, GAP : GAP + 64], row[:, 2 * GAP + 64 : 2 * GAP + 128]
    assert np.array_equal(first, second) == equal
    assert (mosaic.limit is None) == (scale == "channel")


def test_a_given_limit_is_the_value_of_full_colour() -> None:
    tile = np.array([[[0.5, -0.5], [0, 0]]], np.float32)
    mosaic = draw(tile, title="x", scale="network", limit=2.0, side=64)
    assert mosaic.limit == 2.0
    assert mosaic.pixels[TITLE + GAP + 5, GAP + 5].tolist() == colour(np.array([0.5], np.float32), 2.0)[0].tolist()


@pytest.mark.parametrize("value", [0.0, 1.0, -2.5])
def test_a_flat_tile_is_struck_through(value: float) -> None:
    flat = draw(np.full((1, 8, 8), value, np.float32), title="x", scale="layer", side=64)
    tile = flat.pixels[TITLE + GAP : TITLE + GAP + 64, GAP : GAP + 64]
    diagonal, rest = tile[np.arange(64), np.arange(64)], tile[np.arange(64), np.arange(64)[::-1]]
    assert (diagonal == 150).all()
    assert not (rest == 150).all(axis=1).any()


def test_the_legend_runs_from_full_blue_over_white_to_full_red() -> None:
    pixels = draw(tiles_of(4), title="x", scale="layer").pixels
    bar = pixels[-LEGEND + 10]
    assert bar[6].tolist() == [8, 48, 107]
    assert bar[-7].tolist() == [103, 0, 13]
    assert (bar[len(bar) // 2] > 245).all()


def test_the_legend_tells_the_limit() -> None:
    small = draw(tiles_of(1), title="x", scale="network", limit=0.125).pixels
    large = draw(tiles_of(1), title="x", scale="network", limit=8.0).pixels
    assert not np.array_equal(small[-LEGEND:], large[-LEGEND:])


def test_mosaics_are_stacked_without_loss_and_keep_a_limit_that_they_share() -> None:
    one, other = draw(tiles_of(1), title="x", scale="layer"), draw(tiles_of(30), title="x", scale="layer")
    both = stack([one, other])
    height, width = one.pixels.shape[:2]
    assert np.array_equal(both.pixels[:height, :width], one.pixels)
    assert np.array_equal(both.pixels[height + 8 : -8, : other.pixels.shape[1]], other.pixels)
    assert both.limit is None
    assert stack([one, one]).limit == one.limit


def test_the_png_is_the_mosaic() -> None:
    mosaic = Mosaic(np.random.default_rng(0).integers(0, 255, (5, 7, 3), np.uint8), 1.0)
    assert np.array_equal(np.asarray(Image.open(BytesIO(mosaic.png()))), mosaic.pixels)


def test_a_mosaic_that_is_too_large_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadRequest, match=r"would have 26,214,400 pixels or more, .* smaller size"):
        draw(tiles_of(100), title="x", scale="layer", side=512, columns=10)
