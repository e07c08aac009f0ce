"""A version that answers requests, and what there is to tell of one that does not."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.batching.batcher import Batcher
from model.batching.knobs import Knobs
from model.errors import Mismatch, ModelFailed, Overloaded
from model.observer import Observer, Unobserved
from model.pool import Pool
from model.scores import Scores
from model.versions import manifest
from model.versions.version import Frame, Version

if TYPE_CHECKING:
    from model.versions.saved_model import SavedModel

Arrays = dict[str, NDArray[Any]]


class State(StrEnum):
    """Where a version is between its folder and its first request."""

    INCOMPLETE = "incomplete"
    """Its folder lacks its graph, or still changes."""
    LOADING = "loading"
    """It is being loaded, warmed and asked its golden pictures."""
    AVAILABLE = "available"
    FAILED = "failed"
    """It cannot be loaded, or is wrong about its golden pictures."""
    UNLOADING = "unloading"
    """New requests do not reach it; those in flight are finished."""
    UNLOADED = "unloaded"
    """It is complete, but the rollout does not want it."""


@dataclass(frozen=True)
class Status:
    """A version's state, and the reason where there is something to explain."""

    state: State
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Served:
    """A loaded version: its graph, and, where a description came with it, what reads pictures."""

    number: int
    graph: "SavedModel"
    described: tuple[Version, Batcher[Frame, Scores]] | None
    observer: Observer = field(default_factory=Unobserved)

    @property
    def version(self) -> Version:
        """The version with all that its description tells; raises Mismatch where it came without."""
        return self._described[0]

    @property
    def batcher(self) -> Batcher[Frame, Scores]:
        """What gathers frames into batches; raises Mismatch where no description says what it takes."""
        return self._described[1]

    @property
    def _described(self) -> tuple[Version, Batcher[Frame, Scores]]:
        if self.described is None:
            raise Mismatch(
                f"version {self.number} is a SavedModel from elsewhere, without {manifest.FILE_NAME}: it is served "
                "under /v1 and /v2 by what its signatures tell. `digitscope export` makes versions that have everything"
            )
        return self.described

    async def call(
        self, signature: str, inputs: Mapping[str, NDArray[Any]], pool: Pool, *, counted: bool = True
    ) -> Arrays:
        """The outputs of any signature by name, computed in a thread of the pool and told to the observer.

        Args:
            signature: one of `graph.signatures`.
            inputs: as the signature describes them; the first axis is the batch.
            pool: where it runs.
            counted: whether the observer hears of it, as it need not where the batcher answers the same request.

        Raises:
            ModelFailed: TensorFlow does not take the inputs, or failed.
            Overloaded: too much waits already, or it took too long.
        """
        started = time.perf_counter()
        try:
            outputs, compute_s = await pool.run(_timed, self.graph, signature, inputs)
        except (ModelFailed, Overloaded):
            if counted:
                self.observer.failed(time.perf_counter() - started)
            raise
        if counted:
            self.observer.executed(max((len(value) for value in inputs.values() if value.ndim), default=1), compute_s)
            self.observer.answered(max(time.perf_counter() - started - compute_s, 0), compute_s)
        return outputs

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        knobs: Knobs,
        observer: Observer | None = None,
        warm: bool = True,
    ) -> "Served":
        """Load, warm and check the version of `folder`, from elsewhere where it has no description.

        Raises:
            BadVersion: something of it is missing or damaged, or a golden picture gets another answer.
        """
        # Here, not above: importing TensorFlow takes seconds, and only a process that serves needs it.
        from model.versions import golden
        from model.versions.saved_model import SavedModel

        observer = observer or Unobserved()
        if (folder / manifest.FILE_NAME).exists() or (folder / golden.FILE_NAME).exists():
            version = Version.load(folder, warm_up=knobs.sizes if warm else ())
            batcher = Batcher(version.score, knobs, observer)
            return cls(version.number, version.graph, (version, batcher), observer)
        graph = SavedModel(folder)
        _try_once(graph)
        return cls(int(folder.name), graph, None, observer)

    def close(self) -> None:
        """Release everyone who waits for an answer."""
        if self.described is not None:
            self.described[1].close()


def _timed(graph: "SavedModel", signature: str, inputs: Mapping[str, NDArray[Any]]) -> tuple[Arrays, float]:
    started = time.perf_counter()
    outputs = graph.call(signature, inputs)
    return outputs, time.perf_counter() - started


def _try_once(graph: "SavedModel") -> None:
    """Call each signature with one item of zeros, so that its first caller need not wait for what TensorFlow prepares.

    A signature whose shapes leave more open than the batch is left alone.
    """
    for name, signature in graph.signatures.items():
        shapes = {key: tensor.shape for key, tensor in signature.inputs.items() if tensor.dtype != "object"}
        if len(shapes) < len(signature.inputs) or any(shape is None or None in shape[1:] for shape in shapes.values()):
            continue
        zeros = {
            key: np.zeros([side or 1 for side in shape or ()], signature.inputs[key].dtype)
            for key, shape in shapes.items()
        }
        with suppress(ModelFailed):  # a graph that takes no single item, or no zeros, may take what it is asked
            graph.call(name, zeros)
