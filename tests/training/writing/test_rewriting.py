import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.normaliser.framing import frame
from model.normaliser.pen import stroke_width
from training.writing.rewriting import CANVAS, ZOOM, bend, ink_anew
from training.writing.strokes import HANDS, Hand, draw


@given(seed=st.integers(0, 2**32 - 1), digit=st.integers(0, 9))
def test_a_bent_digit_is_coverage_on_its_canvas(seed: int, digit: int) -> None:
    ink = bend(draw(digit), np.random.default_rng(seed))
    assert ink.shape == (CANVAS, CANVAS)
    assert ink.dtype == np.float32
    assert 0 <= ink.min() < ink.max() <= 1


def test_hardly_a_digit_leaves_its_canvas() -> None:
    """As its strokes would be cut off there."""
    bent = [bend(draw(seed % 10), np.random.default_rng(seed)) for seed in range(400)]
    assert sum(bool(ink[[0, -1]].any() or ink[:, [0, -1]].any()) for ink in bent) <= 8


@pytest.mark.parametrize("digit", range(10))
def test_without_strength_the_form_stays(digit: int) -> None:
    """But for a pixel's shift, where the centre of mass is rounded otherwise."""
    image = frame(draw(digit).astype(np.float32)).frame
    framed = frame(bend(image, np.random.default_rng(0), strength=0)).frame
    shifted = (np.roll(framed, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1))
    assert max(np.corrcoef(image.ravel(), each.ravel())[0, 1] for each in shifted) > 0.9


def test_hands_differ_and_the_same_generator_gives_the_same() -> None:
    first, second, other = (bend(draw(3), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("hand", HANDS)
def test_pens_reach_from_hairline_to_marker(hand: Hand) -> None:
    """The same strokes lie under all of them."""
    ink = bend(draw(2, hand), np.random.default_rng(0), strength=0)
    rng = np.random.default_rng(1)
    pens = [ink_anew(ink, rng) for _ in range(40)]
    widths = [stroke_width((pen > 0.5).astype(np.uint8)) / ZOOM for pen in pens]
    assert min(widths) < 1.5
    assert max(widths) > 4
    assert all(np.count_nonzero(cv2.min(pen, ink)) for pen in pens)


def test_nothing_can_be_inked_anew_where_nothing_is() -> None:
    nothing = np.zeros((CANVAS, CANVAS), np.float32)
    assert not ink_anew(nothing, np.random.default_rng(0)).any()
