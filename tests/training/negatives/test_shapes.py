import numpy as np
import pytest

from training.negatives import scribbles, shapes


@pytest.mark.parametrize("name", [*shapes.KINDS, *scribbles.KINDS])
def test_a_shape_repeats_and_fills_its_ink(name: str) -> None:
    draw = (shapes.KINDS | scribbles.KINDS)[name]
    ink, again = (draw(np.random.default_rng(2)) for _ in range(2))
    assert np.array_equal(ink, again)
    assert ink.dtype == np.uint8
    for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert edge.any()


@pytest.mark.parametrize("name", ["arrow", "dash", "tick"])
def test_what_could_stand_like_a_1_lies(name: str) -> None:
    for seed in range(30):
        longest = max(getattr(shapes, name)(np.random.default_rng(seed)), key=lambda stroke: np.ptp(stroke[:, 0]))
        width, height = np.ptp(longest, axis=0)
        assert width > height


def test_dots_are_inked_in() -> None:
    """A ring would be a 0."""
    for seed in range(10):
        for dot in shapes.dots(np.random.default_rng(seed)):
            assert np.hypot(*(dot - dot.mean(axis=0)).T).min() < 0.01


def test_a_sun_has_its_rays_at_its_ring() -> None:
    ring, *rays = shapes.sun(np.random.default_rng(0))
    assert len(rays) >= 6
    for ray in rays:
        assert np.hypot(*ray[0]) <= np.hypot(*ring.T).max() < np.hypot(*ray[1])
