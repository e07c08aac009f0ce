"""What every reader of digits is measured on: its pictures are made once, when the first of them sits the exam."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.evaluation.labelled import labelled_pictures
from training.evaluation.own_pictures import DIGITS, OwnPictures
from training.evaluation.trials import Prepared, planned
from training.experiments.budget import Budget
from training.mnist import Mnist

HELD_OUT, TEST, OWN = "held-out", "test", "own"
# The trials of `digitscope evaluate --full` that show digits, and what they are called here.
TRIALS = {"raw": "corrupted", "normalised": "normalised", "scikit-learn": "writers", "paper": "paper"}


@dataclass(frozen=True)
class Sheet:
    """Frames uint8 [N, 28, 28], their digits uint8 [N], and which of them have ink, bool [N]; others count as wrong."""

    frames: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    inked: NDArray[np.bool_]

    def share_right(self, answers: NDArray[np.integer]) -> float:
        return float((self.inked & (answers == self.labels)).mean())


@dataclass(frozen=True)
class Exam:
    """MNIST's held-out and test images, what else is drawn of them, other writers' digits, and the reader's own."""

    data: Mnist
    budget: Budget
    images: Path | None = None

    @property
    def name(self) -> str:
        """Names the pictures without making them."""
        told = {
            "counts": [self.budget.held_out, self.budget.tested, asdict(self.budget.sizes)],
            "data": self.data.sha256,
            "writers": find_spec("sklearn") is not None,
            "own": self._files(),
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """By name; without `writers` where scikit-learn is missing, without `own` where there is no folder."""
        _, held_out, test = self.budget.of(self.data)
        made = {
            HELD_OUT: _sheet([Prepared(held_out.images, held_out.labels)]),
            TEST: _sheet([Prepared(test.images, test.labels)]),
        }
        trials = planned(test, self.budget.sizes).trials
        for group, name in TRIALS.items():
            prepared = [trial.make() for trial in trials if trial.group == group and trial.name != "identity"]
            made |= {name: _sheet(prepared)} if prepared else {}
        if self.images is not None:
            parts = OwnPictures.prepare(self.images, labelled_pictures(self.images)).parts
            prepared = [part.prepared for part in parts if part.group == DIGITS]
            made |= {OWN: _sheet(prepared)} if prepared else {}
        return made

    def _files(self) -> dict[str, str]:
        if self.images is None:
            return {}
        files = (picture.path for picture in labelled_pictures(self.images))
        return {path.relative_to(self.images).as_posix(): _digest(path) for path in sorted(files)}


def _sheet(parts: Iterable[Prepared]) -> Sheet:
    shown = [(part.frames, part.labels, part.inked) for part in parts if part.labels is not None]
    frames, labels, inked = (np.concatenate(each) for each in zip(*shown, strict=True))
    return Sheet(frames, labels, inked)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
