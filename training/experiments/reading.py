"""A variant that reads digits: trained with the textbook's recipe, and asked everything once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training import recipes
from training.checkpoint import FILE_NAME
from training.errors import BadCheckpoint
from training.experiments.exam import Sheet
from training.experiments.variants import Variant
from training.fit import Fitted, Watch, fit
from training.mnist import Examples
from training.recipes import Recipe
from training.versions.signatures import Scaling

_BATCH = 500


def recipe_of(variant: Variant, epochs: int) -> Recipe:
    """The textbook's, but for the network and the number of epochs."""
    return replace(recipes.find("textbook"), name=f"experiment {variant.name}", epochs=epochs, build=variant.build)


def trained(recipe: Recipe, examples: Examples, seed: int, folder: Path, watch: Watch) -> Fitted:
    """The recipe's network with the weights of that seed: from the folder's checkpoint, as far as it has got.

    A run that is done is not trained again; a damaged checkpoint is passed over.
    """
    if (folder / FILE_NAME).exists():
        try:
            return fit(recipe, examples, seed=seed, run=folder, resume=True, watch=watch)
        except BadCheckpoint:
            (folder / FILE_NAME).unlink()
    return fit(recipe, examples, seed=seed, run=folder, watch=watch)


def measured(model: keras.Model, sheets: dict[str, Sheet]) -> dict[str, float]:
    """The share of right answers by sheet."""
    answer = _answering(model)
    return {name: sheet.share_right(_answers(answer, sheet.frames)) for name, sheet in sheets.items()}


def _answering(model: keras.Model) -> Any:
    scaling = Scaling()
    shape = (None, *model.input_shape[1:3])

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.uint8)], autograph=False)  # type: ignore[untyped-decorator]
    def answer(frames: Any) -> Any:
        x = tf.cast(frames, tf.float32)[..., tf.newaxis] * scaling.scale + scaling.offset
        return tf.argmax(model(x, training=False), axis=-1)

    return answer


def _answers(answer: Callable[[Any], Any], frames: NDArray[np.uint8]) -> NDArray[np.int64]:
    starts = range(0, len(frames), _BATCH)
    return np.concatenate([np.asarray(answer(tf.constant(frames[start : start + _BATCH]))) for start in starts])
