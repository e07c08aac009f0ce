from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from model.normalise import normalise
from model.versions.saved_model import Prediction
from training.evaluation.scores import Reference, auroc, compare, of_answer, of_records
from training.writing.strokes import draw

RNG = np.random.default_rng(0)


def test_auroc_is_that_of_scikit_learn_ties_included() -> None:
    digits, others = RNG.integers(3, 12, 200).astype(float), RNG.integers(0, 9, 150).astype(float)
    expected = roc_auc_score(np.repeat([1, 0], [200, 150]), np.concatenate([digits, others]))
    assert auroc(digits, others) == pytest.approx(expected)


def test_what_is_fully_apart_scores_one_and_what_is_alike_a_half() -> None:
    low, high = np.arange(50.0), np.arange(50.0) + 100
    assert (auroc(high, low), auroc(low, high), auroc(low, low)) == (1, 0, 0.5)


def test_one_percent_of_the_digits_is_the_price_of_what_is_refused() -> None:
    """Of the others, those are refused that score below the lowest hundredth of the digits."""
    digits, others = np.arange(100.0, 300.0), np.array([0.0, 50.0, 101.0, 110.0, 400.0])
    told = compare("any", digits, others)
    assert (told["refused"], told["others"], told["digits"]) == (3, 5, 200)
    assert told["share"] == 0.6
    low, high = told["auroc_interval"]
    assert low < told["auroc"] < high


def test_scores_of_an_answer_worked_by_hand() -> None:
    logits = np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0]], np.float32)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    scores = of_answer(Prediction(probabilities, logits))
    assert scores["max_softmax"] == pytest.approx([probabilities[0, 0], 1 / 3])
    assert scores["max_logit"] == pytest.approx([2, 0])
    assert scores["energy"] == pytest.approx(np.log(np.exp(logits).sum(axis=1)), rel=1e-6)
    assert scores["entropy"][1] == pytest.approx(-np.log(3), rel=1e-6)
    assert scores["margin"] == pytest.approx([probabilities[0, 0] - probabilities[0, 1], 0], abs=1e-7)


def test_every_score_is_higher_for_what_lies_among_the_training_digits() -> None:
    """Two classes in a plane, and a point far from both."""
    labels = np.repeat([0, 1], 100)
    features = (RNG.normal(0, 0.3, (200, 2)) + np.array([[5, 0], [0, 5]])[labels]).astype(np.float32)
    reference = Reference.of(features, labels)
    for values in reference.scores(np.array([[5, 0], [0, 5], [-4, -4]], np.float32)).values():
        assert values[:2].min() > values[2]


def test_mahalanobis_counts_in_standard_deviations() -> None:
    labels, spread = np.zeros(20000, int), np.array([1.0, 3.0])
    reference = Reference.of((RNG.normal(0, 1, (20000, 2)) * spread + 7).astype(np.float32), labels)
    distances = reference.scores(np.array([[9, 7], [7, 13]], np.float32))["mahalanobis"]
    assert distances == pytest.approx([-4, -4], rel=0.1)


def test_a_lone_digit_in_mnists_pen_has_the_best_evidence() -> None:
    record = normalise(draw(5)).record
    crowded = replace(record, groups=3, ink_share=0.4, stroke_ratio=0.3)
    for values in of_records([record, crowded]).values():
        assert values[0] > values[1]
