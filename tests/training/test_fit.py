from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from training.errors import BadCheckpoint
from training.fit import Fitted, Progress, fit
from training.mnist import Examples, Mnist
from training.recipes import Recipe
from training.turn import Shown, Turn


class Killed(Exception):
    """Stands for Ctrl-C, or a kill, in the middle of an epoch."""


def _equal(one: Fitted, other: Fitted) -> bool:
    pairs = zip(one.model.get_weights(), other.model.get_weights(), strict=True)
    return all(np.array_equal(first, second) for first, second in pairs)


def _with_dropout() -> keras.Model:
    """A small net with state of its own: Dropout's random generator, moving means."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 5, strides=2, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def small(recipe: Recipe) -> Recipe:
    return replace(recipe, epochs=3, build=_with_dropout)


def test_the_same_seed_gives_the_same_weights(recipe: Recipe, data: Mnist, tmp_path: Path) -> None:
    """Bit for bit; another seed gives others."""
    short = replace(recipe, epochs=1)
    first, second = (fit(short, data.train, seed=5, run=tmp_path) for _ in range(2))
    other = fit(short, data.train, seed=6, run=tmp_path)
    assert _equal(first, second)
    assert not _equal(first, other)


def test_a_run_killed_in_its_second_epoch_resumes_to_the_same_weights(
    small: Recipe, data: Mnist, tmp_path: Path
) -> None:
    """Optimiser, moving means and Dropout's random state go on where the first epoch left them."""
    unbroken = fit(small, data.train, seed=5, run=tmp_path / "unbroken")

    def kill(progress: Progress) -> None:
        if progress.epoch == 2:
            raise Killed

    with pytest.raises(Killed):
        fit(small, data.train, seed=5, run=tmp_path / "killed", watch=kill)
    seen: list[int] = []
    resumed = fit(
        small,
        data.train,
        seed=5,
        run=tmp_path / "killed",
        resume=True,
        watch=lambda progress: seen.append(progress.epoch),
    )
    assert set(seen) == {2, 3}
    assert _equal(unbroken, resumed)
    assert [epoch.loss for epoch in resumed.history] == [epoch.loss for epoch in unbroken.history]


def test_a_new_run_leaves_nothing_of_an_earlier_one_to_go_on_with(small: Recipe, data: Mnist, tmp_path: Path) -> None:
    """Killed in its first epoch and resumed, it would else end at the earlier run's weights, whatever made them."""
    fit(replace(small, epochs=1), data.train, seed=5, run=tmp_path)

    def kill(_: Progress) -> None:
        raise Killed

    with pytest.raises(Killed):
        fit(replace(small, epochs=1), data.train, seed=5, run=tmp_path, watch=kill)
    with pytest.raises(BadCheckpoint, match="no run to go on with"):
        fit(replace(small, epochs=1), data.train, seed=5, run=tmp_path, resume=True)


def test_each_epoch_sees_every_picture_once(small: Recipe, data: Mnist, tmp_path: Path) -> None:
    """The last batch, which is smaller, included; loss and accuracy are told as they come."""
    seen: list[Progress] = []
    fitted = fit(small, data.train, seed=0, run=tmp_path, watch=seen.append)
    assert [progress.done for progress in seen if progress.epoch == 1][-1] == len(data.train)
    assert [epoch.number for epoch in fitted.history] == [1, 2, 3]
    assert fitted.history[-1].accuracy == seen[-1].accuracy > fitted.history[0].accuracy
    assert fitted.history[-1].loss < fitted.history[0].loss


def test_the_optimiser_is_told_the_steps_that_it_takes(small: Recipe, data: Mnist, tmp_path: Path) -> None:
    """Those of all pictures shown, which may be more than there are digits, so that its schedule ends with them."""
    told: list[int] = []
    made: list[keras.optimizers.Optimizer] = []

    def optimizer(steps: int) -> keras.optimizers.Optimizer:
        told.append(steps)
        made.append(small.optimizer(steps))
        return made[-1]

    def with_more(examples: Examples, turn: Turn) -> Shown:
        more = Examples.joined([examples, examples.at(np.arange(len(examples) // 4))])
        return small.show(more, turn)

    fit(replace(small, epochs=2, optimizer=optimizer, show=with_more), data.train, seed=5, run=tmp_path)
    assert told == [int(made[0].iterations)]


def test_resume_without_a_run_is_refused(small: Recipe, data: Mnist, tmp_path: Path) -> None:
    with pytest.raises(BadCheckpoint, match=r"no run to go on with.*without --resume"):
        fit(small, data.train, seed=0, run=tmp_path, resume=True)


def test_resume_of_another_run_is_refused(small: Recipe, data: Mnist, tmp_path: Path) -> None:
    """Going on with another seed or batch size would be neither run."""
    fit(replace(small, epochs=1), data.train, seed=0, run=tmp_path)
    with pytest.raises(BadCheckpoint, match=r"seed 0, not 1; epochs 1, not 3"):
        fit(small, data.train, seed=1, run=tmp_path, resume=True)
