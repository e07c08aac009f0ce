"""How honest a classifier's confidence is, from what it answered; each figure with a 95 % interval.

Expected calibration error: C. Guo et al., On calibration of modern neural networks (2017); with bins of equal mass:
J. Nixon et al., Measuring calibration in deep learning (2019). Where nearly all answers are right and sure, the former
hangs on a few bins, so that the proper scores are told beside it: negative log-likelihood, and G. W. Brier's score
(1950), the squared distance from the right answer over all classes, 0 to 2.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.intervals import wilson

BINS = 15
COVERAGES = (0.99, 0.995)
_LEAST = 1e-7  # Keras's epsilon: a probability that rounded to 0 costs 16 nats, not infinity
_RESAMPLES, _SEED = 200, 0

Values = NDArray[np.float64]
Right = NDArray[np.bool_]


def calibration_error(confidence: Values, right: Right, bins: int = BINS) -> float:
    """Mean gap between confidence [N] in 0..1 and share of right answers [N], over equally wide bins; 0 is perfect."""
    return _gap(confidence, right, bin_of(confidence, bins), bins)


def adaptive_calibration_error(confidence: Values, right: Right, bins: int = BINS) -> float:
    """As `calibration_error`, over bins of equally many answers, from the least sure to the surest."""
    ranks = np.empty(len(confidence), np.int64)
    ranks[np.argsort(confidence, kind="stable")] = np.arange(len(confidence))
    return _gap(confidence, right, ranks * bins // len(confidence), bins)


def bin_of(confidence: Values, bins: int = BINS) -> NDArray[np.int64]:
    """The equally wide bin of 0..1 that each confidence falls into, [N]; 1 falls into the last."""
    return np.minimum((confidence * bins).astype(np.int64), bins - 1)


def log_losses(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.integer[Any]]) -> Values:
    """Negative log-likelihood in nats of each right class, [N], from probabilities [N, classes]."""
    of_label = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return np.asarray(-np.log(np.maximum(of_label, _LEAST)))


def brier_scores(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.integer[Any]]) -> Values:
    """Brier's score of each answer, [N], from probabilities [N, classes]."""
    wanted = np.eye(probabilities.shape[-1])[labels]
    return np.asarray(((probabilities.astype(np.float64) - wanted) ** 2).sum(axis=-1))


def error_at(coverage: float, confidence: Values, right: Right) -> dict[str, Any]:
    """The share of wrong ones among the surest answers, as many as the coverage asks for: Wilson's interval with it."""
    kept = np.argsort(-confidence, kind="stable")[: round(coverage * len(confidence))]
    wrong, count = int((~right[kept]).sum()), len(kept)
    return {
        "coverage": coverage,
        "count": count,
        "wrong": wrong,
        "error": wrong / max(count, 1),
        "interval": list(wilson(wrong, count)),
    }


def figures(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.integer[Any]]) -> dict[str, Any]:
    """All of it for probabilities [N, classes] and their right classes [N], for `model.json`."""
    confidence = probabilities.max(axis=-1).astype(np.float64)
    right = np.asarray(probabilities.argmax(axis=-1) == labels)
    losses, briers = log_losses(probabilities, labels), brier_scores(probabilities, labels)
    measures: dict[str, Callable[[NDArray[np.int64]], float]] = {
        "expected_calibration_error": lambda rows: calibration_error(confidence[rows], right[rows]),
        "adaptive_calibration_error": lambda rows: adaptive_calibration_error(confidence[rows], right[rows]),
        "negative_log_likelihood": lambda rows: float(losses[rows].mean()),
        "brier_score": lambda rows: float(briers[rows].mean()),
    }
    count = len(labels)
    return {
        "count": count,
        **{name: _with_interval(measure, count) for name, measure in measures.items()},
        "at_coverage": [error_at(coverage, confidence, right) for coverage in COVERAGES],
    }


def _gap(confidence: Values, right: Right, bins_of: NDArray[np.int64], bins: int) -> float:
    sure = np.bincount(bins_of, weights=confidence, minlength=bins)
    hits = np.bincount(bins_of, weights=right.astype(np.float64), minlength=bins)
    return float(np.abs(sure - hits).sum() / len(confidence))


def _with_interval(measure: Callable[[NDArray[np.int64]], float], count: int) -> dict[str, Any]:
    """The measure of all rows, and its 95 % interval by the basic bootstrap.

    Basic, so that the bias of a calibration error, which a resample doubles, is taken off: A. C. Davison and
    D. V. Hinkley, Bootstrap methods and their application (1997), 5.2.
    """
    value, rng = measure(np.arange(count)), np.random.default_rng(_SEED)
    resampled = [measure(rng.integers(count, size=count)) for _ in range(_RESAMPLES)]
    low, high = np.quantile(resampled, (0.025, 0.975))
    return {"value": value, "interval": [max(0.0, 2 * value - float(high)), max(0.0, 2 * value - float(low))]}
