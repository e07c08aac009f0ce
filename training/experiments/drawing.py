"""A variant that redraws digits: trained to give back what it is given, and measured on how it does."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.experiments.checkerboard import alternation
from training.fit import STEPS_PER_CALL, Progress, Watch
from training.mnist import Examples

_BATCH = 64
ERROR = "error"
ALTERNATION, FRESH, ORIGINALS = "alternation", "alternation of fresh weights", "alternation of the originals"
STRIDE = 2  # of each layer that grows the drawing


def measured(
    build: Callable[[], keras.Sequential],
    examples: Examples,
    images: NDArray[np.uint8],
    *,
    epochs: int,
    seed: int,
    watch: Watch = lambda _: None,
) -> tuple[dict[str, float], float]:
    """Train a network with RMSprop on the mean squared error, and measure how it redraws `images`, uint8 [N, 28, 28].

    Puts TensorFlow into its deterministic mode for the rest of the process, and sets the process's random seeds.

    Returns:
        The mean squared error of a pixel, ink 1 on 0; what alternates with the last stride in what is drawn, in what
        the fresh weights drew, and in the originals; and the seconds of the training.
    """
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
    model = build()
    model.compile("rmsprop", "mean_squared_error")
    shown, originals = _pictures(examples.images), _pictures(images)
    fresh = _redrawn(model, originals)
    telling = _Telling(len(shown), watch)
    model.fit(shown, shown, batch_size=_BATCH, epochs=epochs, verbose=0, callbacks=[telling])
    redrawn = _redrawn(model, originals)
    figures = {
        ERROR: float(np.square(redrawn.astype(np.float64) - originals).mean()),
        ALTERNATION: alternation(redrawn[..., 0], STRIDE),
        FRESH: alternation(fresh[..., 0], STRIDE),
        ORIGINALS: alternation(originals[..., 0], STRIDE),
    }
    return figures, telling.seconds


def _redrawn(model: keras.Sequential, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(model.predict(pictures, batch_size=500, verbose=0))


def _pictures(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(images[..., np.newaxis] / np.float32(255), np.float32)


class _Telling(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells a watcher what Keras does; there is no accuracy, so that 0 stands in its place."""

    def __init__(self, count: int, watch: Watch) -> None:
        super().__init__()
        self._count, self._watch, self._epoch, self._start = count, watch, 0, 0.0
        self.seconds = 0.0

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 - Keras names its arguments
        self._start = perf_counter()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        done = min((batch + 1) * _BATCH, self._count)
        if (batch + 1) % STEPS_PER_CALL == 0 or done == self._count:
            self._watch(Progress(self._epoch, done, self._count, float((logs or {}).get("loss", 0.0)), 0.0))

    def on_train_end(self, logs: Any = None) -> None:  # noqa: ARG002
        self.seconds = perf_counter() - self._start
