"""Fits a recipe's network, epoch by epoch, so that it can stop and go on to the same weights."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.checkpoint import FILE_NAME, Checkpoint, Epoch
from training.mnist import NO_DIGIT, Examples, digest
from training.recipes import Recipe
from training.steps import Steps, compile_steps
from training.turn import Shown, Turn
from training.versions.signatures import Scaling

STEPS_PER_CALL = 25  # half a second between two signs of life, and then Ctrl-C is heard


@dataclass(frozen=True)
class Progress:
    """Where a run is: its epoch from 1, how many of its pictures are done, their mean loss, the digits' accuracy."""

    epoch: int
    done: int
    count: int
    loss: float
    accuracy: float


Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class Fitted:
    """A trained network and the story of its training."""

    model: keras.Model
    history: tuple[Epoch, ...]


def fit(
    recipe: Recipe,
    examples: Examples,
    *,
    seed: int,
    run: Path,
    resume: bool = False,
    scaling: Scaling = Scaling(),  # noqa: B008 - frozen
    watch: Watch = lambda _: None,
) -> Fitted:
    """Train `recipe` on `examples`: the same seed gives the same weights on the same machine, interrupted or not.

    Puts TensorFlow into its deterministic mode for the rest of the process, and sets the process's random seeds.

    Args:
        recipe: what to train and how.
        examples: the training images.
        seed: decides the first weights and the order of the data.
        run: the folder of the run's checkpoint, written after each epoch.
        resume: go on after the last finished epoch of `run`; else what an earlier run left there goes first.
        scaling: from the pictures' values 0..255 to the network's input.
        watch: called a few times a second.

    Raises:
        BadCheckpoint: with `resume`, where the checkpoint is missing, damaged or of another run.
    """
    if not resume:  # interrupted before its first epoch ends, this run must not be gone on with as the earlier one
        (run / FILE_NAME).unlink(missing_ok=True)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
    model = recipe.build()
    shown_each = recipe.show(examples, _turn(recipe, seed, 1)).count
    optimizer = recipe.optimizer(recipe.epochs * -(-shown_each // recipe.batch_size))
    optimizer.build(model.trainable_variables)
    variables = [*_state(model), *optimizer.variables]
    identity = _identity(recipe, examples, seed)
    history: tuple[Epoch, ...] = ()
    if resume:
        checkpoint = Checkpoint.load(run, identity)
        history = checkpoint.history
        for variable, value in zip(variables, checkpoint.variables, strict=True):
            variable.assign(value)
    run.mkdir(parents=True, exist_ok=True)  # now: an epoch later is late to learn that it cannot be written
    steps = compile_steps(recipe, model, optimizer, scaling)
    for number in range(len(history) + 1, recipe.epochs + 1):
        shown = recipe.show(examples, _turn(recipe, seed, number))
        history = (*history, _epoch(steps, shown, number, watch))
        Checkpoint(identity, history, [_value(variable) for variable in variables]).save(run)
    optimizer.finalize_variable_values(model.trainable_variables)  # to their averages, where the recipe takes them
    return Fitted(model, history)


def _turn(recipe: Recipe, seed: int, epoch: int) -> Turn:
    return Turn(seed, epoch, STEPS_PER_CALL * recipe.batch_size)


def _epoch(steps: Steps, shown: Shown, number: int, watch: Watch) -> Epoch:
    start, loss, right, digits, done = perf_counter(), 0.0, 0, 0, 0
    with closing(shown.parts) as parts:
        for part in parts:
            part_loss, part_right = steps(part)
            loss, right, done = loss + part_loss, right + part_right, done + len(part)
            digits += int(np.count_nonzero(part.labels != NO_DIGIT))
            watch(Progress(number, done, shown.count, loss / done, right / digits))
    return Epoch(number, loss / done, right / digits, perf_counter() - start)


def _state(model: keras.Model) -> list[Any]:
    """The network's variables, those of its random generators included."""
    generators = [
        generator for layer in model._flatten_layers() for generator in getattr(layer, "_seed_generators", [])
    ]
    return [*model.weights, *(generator.state for generator in generators)]


def _value(variable: Any) -> NDArray[Any]:
    return np.asarray(variable.value.numpy())


def _identity(recipe: Recipe, examples: Examples, seed: int) -> dict[str, Any]:
    return {
        "recipe": recipe.name,
        "seed": seed,
        "epochs": recipe.epochs,
        "batch size": recipe.batch_size,
        "images": digest(examples.images),
        "labels": digest(examples.labels),
    }
