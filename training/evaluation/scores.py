"""Scores by which what is no digit could be refused, compared: the higher, the more like a digit.

    of the network's answer: max_softmax, max_logit, energy, entropy, margin
    of its last hidden layer: mahalanobis, nearest
    of the normaliser's record: stroke_ratio, groups, ink_share

Nothing is chosen here; the card shows how each would do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.normalise import Record
from model.versions.saved_model import Prediction
from training.evaluation.intervals import wilson

FALSE_REFUSALS = 0.01  # of digits, at which the refused share of the others is told
NEIGHBOURS = 10
_PEN = 0.1  # MNIST's stroke over the digit's long side
_RIDGE = 1e-3  # of the mean variance: features that are always 0 have none
_CHUNK = 500

Values = NDArray[np.float64]
Features = NDArray[np.float32]  # [N, features]


def of_answer(prediction: Prediction) -> dict[str, Values]:
    """Scores of N answers, each [N].

    Maximum softmax: D. Hendrycks and K. Gimpel (2017). Maximum logit: D. Hendrycks et al. (2022). Energy, as the
    logarithm of the logits' summed exponentials: W. Liu et al. (2020).
    """
    logits, probabilities = prediction.logits.astype(np.float64), prediction.probabilities.astype(np.float64)
    highest = logits.max(axis=-1)
    second, first = np.partition(probabilities, -2, axis=-1)[:, -2:].T
    return {
        "max_softmax": first,
        "max_logit": highest,
        "energy": highest + np.log(np.exp(logits - highest[:, None]).sum(axis=-1)),
        "entropy": np.asarray((probabilities * np.log(np.maximum(probabilities, 1e-30))).sum(axis=-1)),
        "margin": first - second,
    }


def of_records(records: Sequence[Record]) -> dict[str, Values]:
    """Scores of what the normaliser saw in N pictures, each [N]; `stroke_ratio` tells how near to MNIST's pen it is."""
    ratios = np.array([max(record.stroke_ratio, 1e-3) for record in records])
    return {
        "stroke_ratio": -np.abs(np.log(ratios / _PEN)),
        "groups": -np.array([record.groups for record in records], np.float64),
        "ink_share": np.array([record.ink_share for record in records], np.float64),
    }


@dataclass(frozen=True)
class Reference:
    """Where the training digits lie in the last hidden layer.

    Attributes:
        means: of each class, [classes, features].
        whiten: [features, features]; its product with itself, transposed, inverts the classes' shared covariance.
        unit: the features scaled to length 1, [N, features].
    """

    means: Values
    whiten: Values
    unit: Features

    @classmethod
    def of(cls, features: Features, labels: NDArray[np.integer[Any]]) -> "Reference":
        """From features [N, features] of training pictures with their classes [N]."""
        classes, which = np.unique(labels, return_inverse=True)
        wide = features.astype(np.float64)
        means = np.stack([wide[which == index].mean(axis=0) for index in range(len(classes))])
        covariance = np.cov(wide - means[which], rowvar=False)
        ridge = max(_RIDGE * float(np.trace(covariance)) / len(covariance), 1e-6)
        whiten = np.linalg.cholesky(np.linalg.inv(covariance + ridge * np.eye(len(covariance))))
        return cls(means, whiten, _unit(features))

    def scores(self, features: Features) -> dict[str, Values]:
        """Scores of N pictures by their features [N, features], each [N].

        Mahalanobis's distance to the nearest class, squared: K. Lee et al. (2018). Distance to the 10th nearest
        training picture on the unit sphere: Y. Sun et al. (2022).
        """
        chunks = [features[start : start + _CHUNK] for start in range(0, len(features), _CHUNK)]
        return {
            "mahalanobis": np.concatenate([self._mahalanobis(chunk) for chunk in chunks]),
            "nearest": np.concatenate([self._nearest(chunk) for chunk in chunks]),
        }

    def _mahalanobis(self, features: Features) -> Values:
        away = (features.astype(np.float64)[:, None] - self.means) @ self.whiten
        return np.asarray(-(away**2).sum(axis=-1).min(axis=-1))

    def _nearest(self, features: Features) -> Values:
        likeness = _unit(features) @ self.unit.T
        kth = min(NEIGHBOURS, likeness.shape[1])
        cosine = np.partition(likeness, -kth, axis=-1)[:, -kth].astype(np.float64)
        return np.asarray(-np.sqrt(np.maximum(2 - 2 * cosine, 0)))


def compare(name: str, digits: Values, others: Values) -> dict[str, Any]:
    """How well a score tells digits [N] from others [M]: AUROC, and the others refused at 1 % of the digits refused.

    The interval of the former is J. A. Hanley and B. J. McNeil's (1982), that of the latter Wilson's.
    """
    area = auroc(digits, others)
    refused = int((others < np.quantile(digits, FALSE_REFUSALS)).sum())
    return {
        "score": name,
        "digits": len(digits),
        "others": len(others),
        "auroc": area,
        "auroc_interval": list(_area_interval(area, len(digits), len(others))),
        "refused": refused,
        "share": refused / len(others),
        "interval": list(wilson(refused, len(others))),
    }


def auroc(digits: Values, others: Values) -> float:
    """The chance that a digit scores higher than another picture does, ties counting half.

    By ranks: H. B. Mann and D. R. Whitney (1947).
    """
    _, which, counts = np.unique(np.concatenate([digits, others]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]  # from 1; ties share the mean of theirs
    wins = ranks[: len(digits)].sum() - len(digits) * (len(digits) + 1) / 2
    return float(wins / (len(digits) * len(others)))


def _area_interval(area: float, digits: int, others: int) -> tuple[float, float]:
    both_digits, both_others = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (digits - 1) * (both_digits - area**2) + (others - 1) * (both_others - area**2)
    half = 1.96 * float(np.sqrt(max(variance, 0) / (digits * others)))
    return max(0.0, area - half), min(1.0, area + half)


def _unit(features: Features) -> Features:
    lengths = np.linalg.norm(features, axis=-1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, 1e-12), np.float32)
