import numpy as np
import pytest

from training.experiments.checkerboard import alternation
from training.mnist import Mnist

ROWS, COLUMNS = np.indices((28, 28))
SMOOTH = np.exp(-((ROWS - 14) ** 2 + (COLUMNS - 14) ** 2) / 30.0)[np.newaxis]
BOARD = ((ROWS + COLUMNS) % 2)[np.newaxis].astype(np.float64)


@pytest.mark.parametrize(
    "pictures",
    [SMOOTH, np.zeros((3, 28, 28)), np.full((1, 28, 28), 0.5, np.float32)],
    ids=["a soft spot", "black", "grey"],
)
def test_a_smooth_picture_has_none(pictures: np.ndarray) -> None:
    assert alternation(pictures) < 1e-3


def test_sharp_digits_have_none(data: Mnist) -> None:
    """Their edges have energy at all frequencies, and no more at the stride's than beside it."""
    assert alternation(data.train.images / 255) < 0.1


@pytest.mark.parametrize("pattern", [BOARD, (ROWS % 2)[np.newaxis].astype(float), (COLUMNS % 2)[np.newaxis] * 1.0])
def test_a_checkerboard_and_stripes_have_much(pattern: np.ndarray) -> None:
    assert alternation(pattern) > 1e5


def test_a_faint_pattern_over_digits_is_seen_and_grows_with_it(data: Mnist) -> None:
    digits = data.train.images / 255
    faint, clear = (alternation(digits + strength * BOARD) for strength in (0.05, 0.1))
    assert 0.3 < faint < clear


def test_noise_is_no_pattern() -> None:
    """Of many pictures; it spreads over all frequencies alike."""
    assert alternation(np.random.default_rng(0).random((2000, 28, 28))) < 0.05


def test_another_period_is_found_at_its_own_lines() -> None:
    four = ((ROWS // 2 + COLUMNS // 2) % 2)[np.newaxis].astype(float)
    assert alternation(four, period=4) > 1e5
    assert alternation(four, period=2) < 1e-3
