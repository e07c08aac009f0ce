"""What the model was asked and how long it took, counted over all worker processes.

Each worker counts into files of its own, one for each version, which are blocks of shared memory: it writes without
asking anyone, and whoever reads sums over all files of the folder. A worker that is started again takes new files, so
that what the one before it counted stays counted, and nothing is counted twice.
"""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

FOLDER_VARIABLE = "DIGITSCOPE_STATISTICS_DIR"  # where the command that starts the workers tells them their folder

# The block: int64 fields, then a count and the model's nanoseconds for each batch size from 1 on.
_LAST_MS, _INFERENCES, _EXECUTIONS, _SUCCESSES, _SUCCESS_NS, _FAILURES, _FAILURE_NS = range(7)
_QUEUE_NS, _INPUT_NS, _INFER_NS, _OUTPUT_NS = range(7, 11)
_FIELDS = 16
_BATCH_SIZES = 4096  # the largest that settings allow; a larger call of another SavedModel counts in the fields alone
_BYTES = 8 * (_FIELDS + 2 * _BATCH_SIZES)

Block = NDArray[np.int64]


@dataclass(frozen=True)
class Duration:
    """How often something was done, and the nanoseconds that it took in all."""

    count: int
    ns: int


@dataclass(frozen=True)
class Counts:
    """What was counted of one version. `batches` has the calls of the model by their number of items."""

    last_inference_ms: int
    inference_count: int
    execution_count: int
    success: Duration
    fail: Duration
    queue: Duration
    compute_input: Duration
    compute_infer: Duration
    compute_output: Duration
    batches: dict[int, Duration]


class Tally:
    """Counts one version's work in this process; a `model.observer.Observer`. A note costs about a microsecond."""

    def __init__(self, memory: mmap) -> None:
        # Not as a NumPy array: an element of it takes five times as long to change.
        self._block = memoryview(memory).cast("q")

    def executed(self, size: int, compute_s: float) -> None:
        """The model was called with `size` items."""
        block, ns = self._block, int(compute_s * 1e9)
        block[_LAST_MS] = int(time.time() * 1000)
        block[_INFERENCES] += size
        block[_EXECUTIONS] += 1
        if 1 <= size <= _BATCH_SIZES:
            row = _FIELDS + 2 * (size - 1)
            block[row] += 1
            block[row + 1] += ns

    def answered(self, queue_s: float, compute_s: float) -> None:
        """A request was answered."""
        block, queue_ns, compute_ns = self._block, int(queue_s * 1e9), int(compute_s * 1e9)
        block[_SUCCESSES] += 1
        block[_SUCCESS_NS] += queue_ns + compute_ns
        block[_QUEUE_NS] += queue_ns
        block[_INFER_NS] += compute_ns

    def failed(self, total_s: float) -> None:
        """A request was not."""
        self._block[_FAILURES] += 1
        self._block[_FAILURE_NS] += int(total_s * 1e9)

    def surrounded(self, input_s: float, output_s: float) -> None:
        """What a request took before and after the model."""
        block, input_ns, output_ns = self._block, int(input_s * 1e9), int(output_s * 1e9)
        block[_SUCCESS_NS] += input_ns + output_ns
        block[_INPUT_NS] += input_ns
        block[_OUTPUT_NS] += output_ns

    @property
    def block(self) -> Block:
        return np.frombuffer(self._block, np.int64)


class Statistics:
    """The tallies of this process, and the sums over all processes that count into the same folder.

    Args:
        folder: where all of them count; without it, this process counts for itself alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._process = uuid4().hex
        self._tallies: dict[int, Tally] = {}

    @classmethod
    def of_environment(cls) -> "Statistics":
        """Those of the folder that the environment names, where it names one."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) if folder else None)

    def tally(self, version: int) -> Tally:
        """What counts that version's work in this process, whenever it is loaded."""
        if version not in self._tallies:
            self._tallies[version] = Tally(self._memory(version))
        return self._tallies[version]

    def read(self, version: int) -> Counts:
        """What all processes have counted of that version until now."""
        return _summed(self._blocks(version))

    def _memory(self, version: int) -> mmap:
        if self._folder is None:
            return mmap(-1, _BYTES)
        with (self._folder / f"{self._process}.{version}").open("w+b") as file:
            file.truncate(_BYTES)
            return mmap(file.fileno(), _BYTES)

    def _blocks(self, version: int) -> Iterable[Block]:
        if self._folder is None:
            return [self._tallies[version].block] if version in self._tallies else []
        blocks = (np.fromfile(path, np.int64) for path in self._folder.glob(f"*.{version}"))
        return (block for block in blocks if len(block) == _BYTES // 8)  # another is being made this moment


def _summed(blocks: Iterable[Block]) -> Counts:
    total, last_ms = np.zeros(_BYTES // 8, np.int64), 0
    for block in blocks:
        last_ms = max(last_ms, int(block[_LAST_MS]))
        total += block
    rows = total[_FIELDS:].reshape(_BATCH_SIZES, 2)
    answered = int(total[_SUCCESSES])
    queue, into, infer, out = (
        Duration(answered, int(total[field])) for field in (_QUEUE_NS, _INPUT_NS, _INFER_NS, _OUTPUT_NS)
    )
    return Counts(
        last_inference_ms=last_ms,
        inference_count=int(total[_INFERENCES]),
        execution_count=int(total[_EXECUTIONS]),
        success=Duration(answered, int(total[_SUCCESS_NS])),
        fail=Duration(int(total[_FAILURES]), int(total[_FAILURE_NS])),
        queue=queue,
        compute_input=into,
        compute_infer=infer,
        compute_output=out,
        batches={int(size) + 1: Duration(*map(int, rows[size])) for size in np.flatnonzero(rows[:, 0])},
    )
