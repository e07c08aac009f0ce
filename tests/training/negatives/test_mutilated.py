import cv2
import numpy as np
import pytest

from tests.training.conftest import drawn
from training.mnist import Examples
from training.negatives import mutilated
from training.writing.hand import Ink

USED: dict[mutilated.Way, set[int]] = {
    mutilated.turned: {digit for digit, _ in mutilated.TURNED},
    mutilated.halved: {0},
    mutilated.doubled: set(mutilated.IN_A_ROW),
    mutilated.tripled: set(mutilated.IN_A_ROW),
    mutilated.overlaid: set(mutilated.OVERLAID),
}


def only(digits: set[int]) -> Examples:
    every = drawn(60, seed=3)
    kept = np.isin(every.labels, list(digits))
    return Examples(every.images[kept], every.labels[kept])


def pieces(ink: Ink) -> int:
    return cv2.connectedComponents((ink > 60).astype(np.uint8), connectivity=8)[0] - 1


def test_every_way_is_told() -> None:
    assert set(USED) == set(mutilated.WAYS)


@pytest.mark.parametrize("way", mutilated.WAYS)
def test_no_other_digit_is_spoiled_that_way(way: mutilated.Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """With only those at hand that it is made for, none is missed."""
    monkeypatch.setattr(mutilated, "draw", lambda *_: pytest.fail("another digit was asked for"))
    digits = only(USED[way])
    for seed in range(20):
        ink = mutilated.spoiled(way, np.random.default_rng(seed), digits)
        assert ink.dtype == np.uint8
        assert np.array_equal(ink, mutilated.spoiled(way, np.random.default_rng(seed), digits))


@pytest.mark.parametrize("way", mutilated.WAYS)
def test_without_examples_digits_are_drawn(way: mutilated.Way) -> None:
    ink = mutilated.spoiled(way, np.random.default_rng(0), only(set()))
    assert ink.max() == 255
    assert np.array_equal(ink, mutilated.spoiled(way, np.random.default_rng(0), only(set())))


@pytest.mark.parametrize("way", [mutilated.doubled, mutilated.tripled])
def test_digits_in_a_row_touch(way: mutilated.Way) -> None:
    """Else the normaliser would part them, and the frame would show one."""
    touching = [pieces(way(np.random.default_rng(seed), only(USED[way]))) == 1 for seed in range(30)]
    assert np.mean(touching) > 0.9


def test_a_row_grows_with_its_digits() -> None:
    digits = only(USED[mutilated.doubled])
    two, more = (
        np.mean([way(np.random.default_rng(seed), digits).shape[1] for seed in range(20)])
        for way in (mutilated.doubled, mutilated.tripled)
    )
    assert more > 1.3 * two


def test_half_of_a_digit_is_at_most_half() -> None:
    whole = min(mutilated._one_of((0,), np.random.default_rng(seed), only({0})).shape[0] for seed in range(10))
    assert mutilated.halved(np.random.default_rng(0), only({0})).shape[0] <= whole / 2 + 3
