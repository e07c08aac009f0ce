import numpy as np
import pytest
from numpy.typing import NDArray

from model.verdict import FAMILIARITY, MARGIN, familiarity
from model.versions.manifest import Calibration
from training.calibrate import calibrate, calibrate_on, fit_margin, fit_temperature, softmax
from training.mnist import Mnist
from training.recipes import Recipe


def _drawn(temperature: float, count: int = 20_000) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Logits, and labels as often right as the softmax of the logits over `temperature` says."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (count, 10)).astype(np.float32)
    gumbel = rng.gumbel(size=logits.shape)
    return logits, (logits / temperature + gumbel).argmax(axis=-1).astype(np.uint8)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_the_temperature_of_the_answers_is_found_again(temperature: float) -> None:
    assert fit_temperature(*_drawn(temperature)) == pytest.approx(temperature, rel=0.03)


def test_one_in_two_hundred_digits_would_be_refused() -> None:
    logits, labels = _drawn(1.0)
    thresholds = calibrate(logits, labels).thresholds
    assert np.mean(familiarity(logits) < thresholds[FAMILIARITY]) == pytest.approx(0.005, abs=1e-4)


def test_leads_under_the_margin_are_right_too_rarely() -> None:
    """Honest answers between two digits, the first of them at 0.67 or more: up to 0.73, 7 in 10 are right."""
    rng = np.random.default_rng(1)
    first = rng.uniform(0.67, 1, 50_000)
    probabilities = np.zeros((50_000, 10), np.float32)
    probabilities[:, 3], probabilities[:, 8] = first, 1 - first
    labels = np.where(rng.random(50_000) < first, 3, 8).astype(np.uint8)
    margin = fit_margin(probabilities, labels)
    below = probabilities[:, 3] - probabilities[:, 8] <= margin
    assert np.mean(labels[below] == 3) == pytest.approx(0.7, abs=0.01)
    assert margin == pytest.approx(0.46, abs=0.06)


def test_where_no_answer_is_wrong_none_is_ambiguous() -> None:
    probabilities = softmax(np.eye(10, dtype=np.float32) * 4)
    assert fit_margin(probabilities, np.arange(10, dtype=np.uint8)) == 0.0


def test_a_network_is_calibrated_on_what_it_was_not_trained_on(recipe: Recipe, data: Mnist) -> None:
    calibration = calibrate_on(data.test, recipe.build(), recipe, seed=0)
    assert isinstance(calibration, Calibration)
    assert calibration.temperature > 0
    assert set(calibration.thresholds) == {FAMILIARITY, MARGIN}
