"""Measures a model on labelled pictures, through the signature that serves it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.versions.saved_model import SavedModel
from training.evaluation import calibration_error
from training.evaluation.calibration_error import BINS, bin_of, log_losses
from training.evaluation.intervals import wilson
from training.evaluation.readings import ask
from training.mnist import Examples


@dataclass(frozen=True)
class Evaluation:
    """What a model answered.

    Attributes:
        labels: the right classes, [N].
        probabilities: float32 [N, classes].
    """

    labels: NDArray[np.integer[Any]]
    probabilities: NDArray[np.float32]

    @property
    def answers(self) -> NDArray[np.integer[Any]]:
        return np.asarray(self.probabilities.argmax(axis=-1))

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.asarray(self.answers == self.labels)

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())

    @property
    def loss(self) -> float:
        """Mean categorical cross-entropy, in nats."""
        return float(log_losses(self.probabilities, self.labels).mean())

    @property
    def confusion(self) -> NDArray[np.int64]:
        """[classes, classes]: rows are the right class, columns the answer."""
        classes = self.probabilities.shape[-1]
        counts = np.bincount(self.labels.astype(np.int64) * classes + self.answers, minlength=classes * classes)
        return np.asarray(counts.reshape(classes, classes))

    def figures(self) -> dict[str, Any]:
        """All of it, for `model.json`."""
        right, count, confusion = int(self.right.sum()), len(self.labels), self.confusion
        hits = np.diagonal(confusion)
        return {
            "count": count,
            "right": right,
            "accuracy": self.accuracy,
            "interval": list(wilson(right, count)),  # 95 %, Wilson
            "loss": self.loss,
            "precision": _shares(hits, confusion.sum(axis=0)),
            "recall": _shares(hits, confusion.sum(axis=1)),
            "confusion": confusion.tolist(),
            "reliability": self.reliability(),
            "calibration": calibration_error.figures(self.probabilities, self.labels),
        }

    def reliability(self) -> list[dict[str, Any]]:
        """By equal bins of confidence, each with something in it: how sure the model was, and how often right.

        The bins of C. Guo et al., On calibration of modern neural networks (2017).
        """
        confidence = self.probabilities.max(axis=-1).astype(np.float64)
        bins = bin_of(confidence)
        return [
            {
                "from": index / BINS,
                "to": (index + 1) / BINS,
                "count": int(inside.sum()),
                "confidence": float(confidence[inside].mean()),
                "accuracy": float(self.right[inside].mean()),
            }
            for index in range(BINS)
            if (inside := bins == index).any()
        ]


def evaluate(saved_model: SavedModel, examples: Examples) -> Evaluation:
    """Ask the model every picture, uint8 [N, 28, 28], as the service would."""
    return Evaluation(examples.labels, ask(saved_model, examples.images).probabilities)


def _shares(hits: NDArray[np.int64], totals: NDArray[np.int64]) -> list[float]:
    """Hits over totals, 0 where there was nothing."""
    return [float(hit / total) if total else 0.0 for hit, total in zip(hits, totals, strict=True)]
