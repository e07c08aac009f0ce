"""What the model was asked and how long it took, counted over all worker processes.

Each worker counts into files of its own, one for each version, which are blocks of shared memory: it writes without
asking anyone, and whoever reads sums over all files of the folder. A worker that is started again takes new files, so
that what the one before it counted stays counted, and nothing is counted twice.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from uuid import uuid4

import numpy as np

from app import tally
from app.tally import Block, Tally

FOLDER_VARIABLE = "DIGITSCOPE_STATISTICS_DIR"  # where the command that starts the workers tells them their folder


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
            return mmap(-1, tally.BYTES)
        with (self._folder / f"{self._process}.{version}").open("w+b") as file:
            file.truncate(tally.BYTES)
            return mmap(file.fileno(), tally.BYTES)

    def _blocks(self, version: int) -> Iterable[Block]:
        if self._folder is None:
            return [self._tallies[version].block] if version in self._tallies else []
        blocks = (np.fromfile(path, np.int64) for path in self._folder.glob(f"*.{version}"))
        return (block for block in blocks if len(block) == tally.BYTES // 8)  # another is being made this moment


def _summed(blocks: Iterable[Block]) -> Counts:
    total, last_ms = np.zeros(tally.BYTES // 8, np.int64), 0
    for block in blocks:
        last_ms = max(last_ms, int(block[tally.LAST_MS]))
        total += block
    rows = total[tally.FIELDS :].reshape(tally.BATCH_SIZES, 2)
    answered = int(total[tally.SUCCESSES])
    queue, into, infer, out = (
        Duration(answered, int(total[field]))
        for field in (tally.QUEUE_NS, tally.INPUT_NS, tally.INFER_NS, tally.OUTPUT_NS)
    )
    return Counts(
        last_inference_ms=last_ms,
        inference_count=int(total[tally.INFERENCES]),
        execution_count=int(total[tally.EXECUTIONS]),
        success=Duration(answered, int(total[tally.SUCCESS_NS])),
        fail=Duration(int(total[tally.FAILURES]), int(total[tally.FAILURE_NS])),
        queue=queue,
        compute_input=into,
        compute_infer=infer,
        compute_output=out,
        batches={int(size) + 1: Duration(*map(int, rows[size])) for size in np.flatnonzero(rows[:, 0])},
    )
