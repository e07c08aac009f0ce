"""What the peers with environments of their own share: Pillow decodes the picture, the shipped SavedModel reads it."""

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER_VARIABLE = "BENCHMARK_SAVED_MODEL"
"""The environment variable that names the SavedModel's folder."""

MAX_BATCH_SIZE = 32
"""Pictures in one call of the model, in every service."""


def decode(body: bytes) -> NDArray[np.uint8]:
    """The picture as uint8 [28, 28]."""
    return shrink(Image.open(io.BytesIO(body)))


def shrink(picture: Image.Image) -> NDArray[np.uint8]:
    """A picture that the server itself has opened, as uint8 [28, 28]."""
    return np.asarray(picture.convert("L").resize((28, 28)))


class Network:
    """The SavedModel on one thread, as ours has it, warm at every size of batch up to `MAX_BATCH_SIZE`."""

    def __init__(self) -> None:
        import tensorflow as tf  # here, so that a process that only starts others does without

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        self._loaded = tf.saved_model.load(str(Path(os.environ[FOLDER_VARIABLE])))
        self._constant = tf.constant
        self._signature: Any = self._loaded.signatures["serving_default"]
        for size in (1, 2, 4, 8, 16, MAX_BATCH_SIZE):
            self.probabilities([np.zeros((28, 28), np.uint8)] * size)

    def probabilities(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """float32 [N, 10] for N pictures, in one call."""
        answer: NDArray[np.float32] = self._signature(image=self._constant(np.stack(pictures)))["probabilities"].numpy()
        return answer

    def answers(self, pictures: Sequence[NDArray[np.uint8]]) -> list[dict[str, object]]:
        """The digit and the probabilities of each picture, as they go out as JSON."""
        found = self.probabilities(pictures)
        return [{"digit": int(each.argmax()), "probabilities": each.tolist()} for each in found]
