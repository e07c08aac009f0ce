"""One version's counts in one process: a block of memory, shared where it is a file's."""

import time
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

# The block: int64 fields, then a count and the model's nanoseconds for each batch size from 1 on.
LAST_MS, INFERENCES, EXECUTIONS, SUCCESSES, SUCCESS_NS, FAILURES, FAILURE_NS = range(7)
QUEUE_NS, INPUT_NS, INFER_NS, OUTPUT_NS = range(7, 11)
FIELDS = 16
BATCH_SIZES = 4096  # the largest that settings allow; a larger call of another SavedModel counts in the fields alone
BYTES = 8 * (FIELDS + 2 * BATCH_SIZES)

Block = NDArray[np.int64]


class Tally:
    """Counts one version's work in this process; a `model.observer.Observer`. A note costs about a microsecond."""

    def __init__(self, memory: mmap) -> None:
        # Not as a NumPy array: an element of it takes five times as long to change.
        self._block = memoryview(memory).cast("q")

    def executed(self, size: int, compute_s: float) -> None:
        """The model was called with `size` items."""
        block, ns = self._block, int(compute_s * 1e9)
        block[LAST_MS] = int(time.time() * 1000)
        block[INFERENCES] += size
        block[EXECUTIONS] += 1
        if 1 <= size <= BATCH_SIZES:
            row = FIELDS + 2 * (size - 1)
            block[row] += 1
            block[row + 1] += ns

    def answered(self, queue_s: float, compute_s: float) -> None:
        """A request was answered."""
        block, queue_ns, compute_ns = self._block, int(queue_s * 1e9), int(compute_s * 1e9)
        block[SUCCESSES] += 1
        block[SUCCESS_NS] += queue_ns + compute_ns
        block[QUEUE_NS] += queue_ns
        block[INFER_NS] += compute_ns

    def failed(self, total_s: float) -> None:
        """A request was not."""
        self._block[FAILURES] += 1
        self._block[FAILURE_NS] += int(total_s * 1e9)

    def surrounded(self, input_s: float, output_s: float) -> None:
        """What a request took before and after the model."""
        block, input_ns, output_ns = self._block, int(input_s * 1e9), int(output_s * 1e9)
        block[SUCCESS_NS] += input_ns + output_ns
        block[INPUT_NS] += input_ns
        block[OUTPUT_NS] += output_ns

    @property
    def block(self) -> Block:
        return np.frombuffer(self._block, np.int64)
