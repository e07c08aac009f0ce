"""Real paper by code: ruled and squared, shadowed and noisy; the digit is found, and blank paper is blank."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from model.normalise import normalise
from tests.strokes import draw
from training.writing.paper import TRAITS, sheet

SEEDS = range(12)
SIZE = (360, 300)
# How many of the twelve sheets of a trait may be misjudged: a shadow's edge can be as sharp as a stroke.
ALLOWED = {"shadow": 3, "dark_border": 3}


def digit_frame(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    return normalise(np.rint(ink * 255).astype(np.uint8)).frame


def alike(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    """Whether two frames show one digit: their correlation, after blurring by one pixel, is high."""
    first, second = (cv2.GaussianBlur(frame.astype(np.float32), (0, 0), 1.0).ravel() for frame in (a, b))
    return bool(first.any() and second.any() and np.corrcoef(first, second)[0, 1] > 0.8)


@pytest.mark.parametrize("trait", ["plain", *TRAITS])
def test_the_digit_is_found_on_any_paper(trait: str) -> None:
    """The frame is that of the digit drawn clean."""
    found = 0
    for seed in SEEDS:
        rng = np.random.default_rng([seed, len(trait)])
        ink = draw(int(rng.integers(10)), rng, side=180, width=float(rng.uniform(0.06, 0.12)))
        found += alike(normalise(sheet(ink, rng, size=SIZE, traits=[trait])).frame, digit_frame(ink))
    assert found >= len(SEEDS) - ALLOWED.get(trait, 1)


# A page of nothing but printed lines is not told from writing every time.
@pytest.mark.parametrize("trait", ["plain", *(trait for trait in TRAITS if trait not in ("ruled", "squared"))])
def test_blank_paper_is_blank(trait: str) -> None:
    """Grain, noise, shadows, dirt, tint and print from the other side are no ink."""
    blank = [normalise(sheet(None, np.random.default_rng(seed), size=SIZE, traits=[trait])).record for seed in SEEDS]
    assert sum(record.blank for record in blank) >= len(SEEDS) - ALLOWED.get(trait, 1)


def test_faint_pencil_is_not_blank() -> None:
    """A tenth of the paper's brightness is enough to be seen."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        paper = sheet(None, rng, size=SIZE).astype(np.float32)
        ink = draw(int(rng.integers(10)), rng, side=180, width=0.05)
        paper[60 : 60 + ink.shape[0], 60 : 60 + ink.shape[1]] *= 1 - 0.12 * ink[..., None]
        assert not normalise(np.rint(paper).astype(np.uint8)).record.blank
