"""Recipes: what a network is trained with. A recipe is data and a few functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from training import epochs, network, robust, turn
from training.errors import UnknownRecipe
from training.mnist import Examples
from training.turn import Shown, Turn


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, but for the seed and the data.

    Attributes:
        epochs: passes over the training images.
        batch_size: images per step; an epoch's last batch may be smaller.
        build: makes the network with fresh weights.
        optimizer: makes the optimiser; is given the number of steps in all, for schedules.
        loss: labels int32 [N] and logits float32 [N, classes] to the mean loss, a scalar.
        show: the pictures of one epoch, from the training images and the turn; must depend on nothing else, or a
            resumed run would not end like an unbroken one.
        held_out: of the training images, how many at their end are not trained on, but calibrated on.
    """

    name: str
    epochs: int
    batch_size: int
    build: Callable[[], keras.Model]
    optimizer: Callable[[int], keras.optimizers.Optimizer]
    loss: Callable[[Any, Any], Any]
    show: Callable[[Examples, Turn], Shown]
    held_out: int = 0


def find(name: str) -> Recipe:
    """The recipe of that name; raises UnknownRecipe, which lists those that exist."""
    if name not in RECIPES:
        raise UnknownRecipe(f"there is no recipe {name!r}; there is {', '.join(RECIPES)}")
    return RECIPES[name]


def _cross_entropy(labels: Any, logits: Any) -> Any:
    """Categorical cross-entropy of the softmax, from logits: exact where a probability would round to 0."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def _rmsprop(_steps: int) -> keras.optimizers.Optimizer:
    return keras.optimizers.RMSprop()


RECIPES = {
    "textbook": Recipe(
        name="textbook",
        epochs=5,
        batch_size=64,
        build=network.build,
        optimizer=_rmsprop,
        loss=_cross_entropy,
        show=turn.shuffled,
    ),
    "robust": Recipe(
        name="robust",
        epochs=75,
        batch_size=128,
        build=network.build,
        optimizer=robust.adamw,
        loss=robust.cross_entropy,
        show=epochs.arriving,
        held_out=5000,
    ),
}
