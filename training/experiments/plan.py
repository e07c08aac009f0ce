"""The runs to make: each variant with each seed, under a name that nothing else can have."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from training.experiments.budget import Budget
from training.experiments.cost import multiply_adds
from training.experiments.variants import Variant
from training.mnist import Mnist, digest


@dataclass(frozen=True)
class Run:
    """One variant with one seed.

    Attributes:
        file: of its result; the folder of the same name has its checkpoint.
        work: multiplications of its training, by which the time left is told.
    """

    variant: Variant
    seed: int
    file: Path
    parameters: int
    multiply_adds: int
    work: int

    @property
    def folder(self) -> Path:
        return self.file.with_suffix("")


def runs(variants: Sequence[Variant], budget: Budget, data: Mnist, out: Path) -> list[Run]:
    """All runs, seed by seed, so that every variant has a first figure early.

    A run's name holds a digest of all that decides its weights. So a run of another budget, of other data or of a
    network that has changed is another run, and never taken for this one.
    """
    shown, _, _ = budget.of(data)
    told = {"epochs": budget.epochs, "images": digest(shown.images), "labels": digest(shown.labels)}
    first = [_first_run(variant, budget, told, out) for variant in variants]
    return [_with_seed(run, seed) for seed in budget.seeds for run in first]


def _first_run(variant: Variant, budget: Budget, told: dict[str, object], out: Path) -> Run:
    network = variant.build()
    whole = json.dumps({**told, "network": json.loads(network.to_json())["config"]}, sort_keys=True)
    cost = multiply_adds(network)
    parameters = network.count_params()
    keras.backend.clear_session()
    file = out / f"{variant.name}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}.json"
    return Run(variant, 0, file, parameters, cost, cost * budget.epochs * budget.trained)


def _with_seed(run: Run, seed: int) -> Run:
    file = run.file.with_stem(f"{run.file.stem}-seed{seed}")
    return Run(run.variant, seed, file, run.parameters, run.multiply_adds, run.work)
