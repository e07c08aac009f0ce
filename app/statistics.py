"""What is counted in this process, and what all worker processes have counted together."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.metrics import layout
from app.metrics.block import Block, Values
from app.metrics.blocks import Blocks
from app.metrics.picture_tally import PictureTally
from app.metrics.request_tally import RequestTally
from app.metrics.rollout_tally import RolloutTally
from app.metrics.version_tally import VersionTally

FOLDER_VARIABLE = "DIGITSCOPE_STATISTICS_DIR"  # where the command that starts the workers tells them their folder


@dataclass(frozen=True)
class Duration:
    """How often something was done, and the nanoseconds that it took in all."""

    count: int
    ns: int


@dataclass(frozen=True)
class Counts:
    """What /v2 tells of one version. `batches` has the calls of the model by their number of items."""

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
        self._blocks = Blocks(folder)
        self.requests = RequestTally(self._blocks.of)
        self.pictures = PictureTally(self._blocks.of(None))
        self.rollout = RolloutTally(self._blocks.of)

    @classmethod
    def of_environment(cls) -> "Statistics":
        """Those of the folder that the environment names, where it names one."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) if folder else None)

    @property
    def process(self) -> Block:
        """Where this process tells of itself."""
        return self._blocks.of(None)

    def tally(self, version: int) -> VersionTally:
        """What counts that version's work in this process, whenever it is loaded."""
        return VersionTally(self._blocks.of(version))

    def read(self, version: int) -> Counts:
        """What all processes have counted of that version until now, for /v2."""
        return _counts(self._blocks.sum(version))

    def sums(self) -> dict[int | None, Values]:
        """All that all processes have counted until now, by version, and by None what belongs to none."""
        return {version: self._blocks.sum(version) for version in (None, *self._blocks.versions())}


def _counts(total: Values) -> Counts:
    rows = total[layout.FIELDS :][: 2 * layout.BATCH_SIZES].reshape(layout.BATCH_SIZES, 2)
    answered = int(total[layout.SUCCESSES])
    queue, into, infer, out = (
        Duration(answered, int(total[field]))
        for field in (layout.QUEUE_NS, layout.INPUT_NS, layout.INFER_NS, layout.OUTPUT_NS)
    )
    return Counts(
        last_inference_ms=int(total[layout.LAST_MS]),
        inference_count=int(total[layout.INFERENCES]),
        execution_count=int(total[layout.EXECUTIONS]),
        success=Duration(answered, int(total[layout.SUCCESS_NS])),
        fail=Duration(int(total[layout.FAILURES]), int(total[layout.FAILURE_NS])),
        queue=queue,
        compute_input=into,
        compute_infer=infer,
        compute_output=out,
        batches={int(size) + 1: Duration(*map(int, rows[size])) for size in np.flatnonzero(rows[:, 0])},
    )
