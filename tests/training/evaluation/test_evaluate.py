from math import log
from pathlib import Path

import numpy as np
import pytest

from model.versions.saved_model import SavedModel
from training.evaluation.evaluate import Evaluation, evaluate
from training.mnist import Mnist

FOUR = Evaluation(
    labels=np.array([0, 0, 1, 2]),
    probabilities=np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.9, 0.0], [0.3, 0.4, 0.3]], np.float32),
)


def test_figures_of_four_answers_worked_by_hand() -> None:
    figures = FOUR.figures()
    assert (figures["right"], figures["count"], figures["accuracy"]) == (2, 4, 0.5)
    assert figures["confusion"] == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    assert figures["precision"] == pytest.approx([1, 1 / 3, 0])
    assert figures["recall"] == pytest.approx([0.5, 1, 0])
    assert figures["loss"] == pytest.approx(-(log(0.8) + log(0.2) + log(0.9) + log(0.3)) / 4, rel=1e-6)
    assert figures["interval"] == pytest.approx([0.1500, 0.8500], abs=1e-4)


def test_reliability_counts_each_answer_once() -> None:
    bins = FOUR.reliability()
    assert sum(bin_["count"] for bin_ in bins) == 4
    top = bins[-1]
    assert (top["count"], top["accuracy"], top["confidence"]) == (1, 1.0, pytest.approx(0.9))


def test_a_certain_wrong_answer_costs_a_finite_loss() -> None:
    wrong = Evaluation(np.array([1]), np.array([[1.0, 0.0]], np.float32))
    assert wrong.loss == pytest.approx(-log(1e-7))


def test_a_version_is_measured_through_its_signature(version: Path, data: Mnist) -> None:
    """The tiny run reads drawn digits well, and the figures are those in its description."""
    from model.versions.manifest import Manifest

    evaluation = evaluate(SavedModel(version), data.test)
    assert evaluation.accuracy > 0.9
    assert evaluation.figures() == Manifest.read(version).metrics["test"]
