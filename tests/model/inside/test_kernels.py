import numpy as np
import pytest

from model.inside.kernels import draw_kernels
from model.inside.mosaic import colour
from tests.mosaics import GAP, LEGEND, TITLE


def weights_of(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def test_a_kernel_is_drawn_as_a_row_for_each_input_and_a_column_for_each_filter() -> None:
    weight = weights_of(3, 3, 4, 5)
    mosaic = draw_kernels(weight, title="x")
    assert mosaic.pixels.shape[0] == TITLE + 4 * (12 + GAP) + GAP + LEGEND
    limit = float(np.abs(weight).max())
    for inputs, filters in [(0, 0), (1, 3), (3, 4)]:
        top, left = TITLE + GAP + inputs * (12 + GAP), GAP + filters * (12 + GAP)
        tile = mosaic.pixels[top : top + 12, left : left + 12]
        assert np.array_equal(tile[2::4, 2::4], colour(weight[:, :, inputs, filters], limit))


def test_the_filters_of_a_grey_picture_make_a_square() -> None:
    mosaic = draw_kernels(weights_of(3, 3, 1, 64), title="x")
    assert mosaic.pixels.shape[0] == TITLE + 8 * (36 + GAP) + GAP + LEGEND


@pytest.mark.parametrize("shape", [(1152, 128), (128, 10), (10,), (1,), (5, 3, 2, 7), (1, 1, 3, 2)])
def test_weights_of_every_shape_can_be_drawn_with_one_scale(shape: tuple[int, ...]) -> None:
    weight = weights_of(*shape)
    mosaic = draw_kernels(weight, title="x")
    assert mosaic.limit == pytest.approx(float(np.abs(weight).max()))
    assert max(mosaic.pixels.shape) < 2000
