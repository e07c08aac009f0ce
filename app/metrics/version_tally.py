"""What is counted of one version's work in one process."""

import time

import numpy as np
from numpy.typing import NDArray

from app.metrics.block import Block
from app.metrics.labels import OTHER
from app.metrics.layout import (
    BATCH_SIZES,
    CONFIDENCE,
    EXECUTIONS,
    FAILURE_NS,
    FAILURES,
    FIELDS,
    INFER_NS,
    INFERENCES,
    INPUT_NS,
    LAST_MS,
    OUTPUT_NS,
    PREDICTIONS,
    QUEUE_DEPTH,
    QUEUE_NS,
    READINGS,
    SUCCESS_NS,
    SUCCESSES,
)
from model.verdict import Verdict

_VERDICTS = READINGS.rows
_CLASSES = PREDICTIONS.at
_LAST_CLASS = PREDICTIONS.rows[OTHER]


class VersionTally:
    """A `model.observer.Observer`. A note costs about a microsecond."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._slots = block.slots

    def queued(self, waiting: int) -> None:
        """So many items wait now."""
        self._slots[QUEUE_DEPTH.at] = waiting

    def executed(self, size: int, compute_s: float) -> None:
        """The model was called with `size` items."""
        slots, ns = self._slots, int(compute_s * 1e9)
        slots[LAST_MS] = int(time.time() * 1000)
        slots[INFERENCES] += size
        slots[EXECUTIONS] += 1
        if 1 <= size <= BATCH_SIZES:
            row = FIELDS + 2 * (size - 1)
            slots[row] += 1
            slots[row + 1] += ns

    def answered(self, queue_s: float, compute_s: float) -> None:
        """A request was answered."""
        slots, queue_ns, compute_ns = self._slots, int(queue_s * 1e9), int(compute_s * 1e9)
        slots[SUCCESSES] += 1
        slots[SUCCESS_NS] += queue_ns + compute_ns
        slots[QUEUE_NS] += queue_ns
        slots[INFER_NS] += compute_ns

    def failed(self, total_s: float) -> None:
        """A request was not."""
        self._slots[FAILURES] += 1
        self._slots[FAILURE_NS] += int(total_s * 1e9)

    def surrounded(self, input_s: float, output_s: float) -> None:
        """What a request took before and after the model."""
        slots, input_ns, output_ns = self._slots, int(input_s * 1e9), int(output_s * 1e9)
        slots[SUCCESS_NS] += input_ns + output_ns
        slots[INPUT_NS] += input_ns
        slots[OUTPUT_NS] += output_ns

    def judged(self, verdict: Verdict) -> None:
        """A picture, or a digit of a page, got this verdict."""
        self._slots[_VERDICTS[verdict.name]] += 1
        if verdict.best is not None:
            self._predicted(verdict.best.digit, verdict.best.confidence)

    def scored(self, probabilities: NDArray[np.float32]) -> None:
        """Items were answered with their probabilities, [N, classes], and without a verdict."""
        best = probabilities.argmax(axis=1)
        for index, confidence in zip(best.tolist(), probabilities.max(axis=1).tolist(), strict=True):
            self._predicted(index, confidence)

    def _predicted(self, index: int, confidence: float) -> None:
        self._slots[min(_CLASSES + index, _LAST_CLASS)] += 1
        self._block.observe(CONFIDENCE.at, CONFIDENCE.bounds, int(confidence * 1e9))
