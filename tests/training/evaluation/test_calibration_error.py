from collections.abc import Callable
from math import log

import numpy as np
import pytest

from training.evaluation.calibration_error import adaptive_calibration_error, calibration_error, error_at, figures

Measure = Callable[..., float]

# Three answers among two classes: sure and right, less sure and right, sure and wrong.
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.8, 0.2]])
LABELS = np.array([0, 1, 1])


@pytest.mark.parametrize("measure", [calibration_error, adaptive_calibration_error])
def test_what_is_right_as_often_as_it_says_is_perfectly_calibrated(measure: Measure) -> None:
    """Of each confidence, that share is right."""
    confidence = np.repeat([0.25, 0.5, 0.75], 100)
    right = np.concatenate([np.arange(100) < share for share in (25, 50, 75)])
    assert measure(confidence, right, 3) == pytest.approx(0)


@pytest.mark.parametrize("measure", [calibration_error, adaptive_calibration_error])
def test_what_is_certain_and_always_wrong_is_off_by_all_of_it(measure: Measure) -> None:
    assert measure(np.ones(50), np.zeros(50, bool)) == pytest.approx(1)


def test_equal_mass_sees_what_one_wide_bin_hides() -> None:
    """Half are surer than they should be and half less sure: in one bin it cancels out."""
    confidence, right = np.repeat([0.94, 0.96], 100), np.repeat([1, 0, 1], [94 + 6, 4 + 6, 90]).astype(bool)
    assert calibration_error(confidence, right) == pytest.approx(0)
    assert adaptive_calibration_error(confidence, right, 2) == pytest.approx(0.06)


def test_figures_of_three_answers_worked_by_hand() -> None:
    told = figures(PROBABILITIES, LABELS)
    assert told["count"] == 3
    assert told["negative_log_likelihood"]["value"] == pytest.approx(-(log(0.9) + log(0.6) + log(0.2)) / 3)
    assert told["brier_score"]["value"] == pytest.approx(2 * (0.1**2 + 0.4**2 + 0.8**2) / 3)
    assert told["expected_calibration_error"]["value"] == pytest.approx((0.1 + 0.4 + 0.8) / 3)


def test_a_figure_lies_near_its_interval_and_the_interval_narrows_with_the_count() -> None:
    few, many = (figures(np.tile(PROBABILITIES, (times, 1)), np.tile(LABELS, times)) for times in (10, 1000))
    for name in ("negative_log_likelihood", "brier_score"):
        widths = []
        for told in (few, many):
            low, high = told[name]["interval"]
            assert low < told[name]["value"] < high
            widths.append(high - low)
        assert widths[1] < widths[0] / 5


def test_the_least_sure_answers_are_left_out_of_a_coverage() -> None:
    """Of four answers, the unsure one is the wrong one."""
    confidence, right = np.array([0.9, 0.5, 0.8, 0.7]), np.array([True, False, True, True])
    assert error_at(1.0, confidence, right)["error"] == 0.25
    partly = error_at(0.75, confidence, right)
    assert (partly["count"], partly["wrong"]) == (3, 0)
