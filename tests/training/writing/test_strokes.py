import numpy as np
import pytest

from training.writing.strokes import HANDS, draw


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_lies_in_mnists_frame(digit: int) -> None:
    """28 x 28 bytes, black border, ink somewhere, its centre of mass in the middle to half a pixel."""
    for hand in HANDS:
        picture = draw(digit, hand)
        assert picture.shape == (28, 28)
        assert picture.dtype == np.uint8
        assert picture.max() > 200
        assert not picture[0].any()
        assert not picture[:, 0].any()
        rows, columns = np.indices(picture.shape)
        for axis in (rows, columns):
            assert abs((axis * picture).sum() / picture.sum() - 13.5) <= 0.5


def test_drawings_repeat() -> None:
    assert np.array_equal(draw(8), draw(8))
