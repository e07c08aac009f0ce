import numpy as np
import pytest

from model.normalise import normalise
from training.writing.canvas import present
from training.writing.hand import bend, circle, curve, line, polygon, write


def test_a_curve_goes_through_its_points() -> None:
    points = [(0.0, 0.0), (0.5, 1.0), (1.0, 0.2), (0.3, 0.4)]
    stroke = curve(points, steps=6)
    assert np.allclose(stroke[::6], points, atol=1e-6)
    assert np.linalg.norm(np.diff(stroke, axis=0), axis=1).max() < 0.4


def test_a_polygon_is_closed() -> None:
    ring = polygon([(0, 0), (1, 0), (1, 1)])
    assert np.array_equal(ring[0], ring[-1])


def test_what_is_filled_holds_more_ink() -> None:
    for seed in range(5):
        outline, filled = (
            write([circle(0, 0, 0.5)], np.random.default_rng(seed), filled=fill) for fill in (False, True)
        )
        assert filled.astype(int).sum() >= outline.astype(int).sum()
        assert filled[filled.shape[0] // 2, filled.shape[1] // 2] == 255


def test_bending_without_strength_only_crops() -> None:
    ink = np.zeros((40, 30), np.uint8)
    ink[10:30, 5:15] = 200
    assert np.array_equal(bend(ink, np.random.default_rng(0), 0), ink[10:30, 5:15])


@pytest.mark.parametrize("seed", range(12))
def test_ink_arrives_however_it_is_sent(seed: int) -> None:
    """In either polarity, in grey or colour: the normaliser finds it."""
    rng = np.random.default_rng(seed)
    ink = write([line([(0, 0), (1, 1)]), line([(0, 1), (1, 0)])], rng)
    seen = normalise(present(ink, rng))
    assert not seen.record.blank
    assert seen.frame.max() >= 254


def test_ink_is_sent_dark_and_light_in_grey_and_colour() -> None:
    ink = np.full((40, 40), 255, np.uint8)
    ink[5:35, 5:35] = 0
    pictures = [present(ink, np.random.default_rng(seed)) for seed in range(40)]
    assert {picture.ndim for picture in pictures} == {2, 3}
    dark = [bool(picture[:2].mean() < 128) for picture in pictures]
    assert 5 < sum(dark) < 35
