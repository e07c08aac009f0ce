"""A loaded SavedModel: the one module under `model/` that knows TensorFlow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadVersion, ModelFailed
from model.greeting import without_greeting

with without_greeting():
    import tensorflow as tf

SIGNATURES = ("serving_default", "layers", "explore")

Arrays = dict[str, NDArray[Any]]


def limit_threads(intra_op: int, inter_op: int) -> None:
    """Bound TensorFlow's thread pools; must come before the first operation of the process."""
    tf.config.threading.set_intra_op_parallelism_threads(intra_op)
    tf.config.threading.set_inter_op_parallelism_threads(inter_op)


@dataclass(frozen=True)
class Prediction:
    """What the network says of N pictures: both float32 [N, classes]."""

    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]


class SavedModel:
    """The signatures of a version's folder as plain functions over NumPy arrays.

    Raises BadVersion where the folder holds no SavedModel, or one without the signatures of the contract.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "saved_model.pb").is_file():
            raise BadVersion(f"{folder} holds no SavedModel: there is no saved_model.pb in it")
        try:
            # Kept alive beside its signatures: they hold its variables only weakly.
            self._loaded = tf.saved_model.load(str(folder))
        except Exception as error:  # TensorFlow raises many kinds for a damaged file
            raise BadVersion(f"{folder} holds a damaged SavedModel: {error}") from error
        self._signatures = dict(self._loaded.signatures)
        missing = [name for name in SIGNATURES if name not in self._signatures]
        if missing:
            raise BadVersion(f"{folder} lacks the signature {', '.join(missing)}; it has {', '.join(self._signatures)}")

    def predict(self, images: NDArray[np.uint8]) -> Prediction:
        """Probabilities and logits of uint8 [N, height, width] pictures, ink 255 on 0."""
        answer = self._call("serving_default", {"image": images})
        return Prediction(answer["probabilities"], answer["logits"])

    def layers(self, images: NDArray[np.uint8]) -> Arrays:
        """Every layer's output, and `<layer>/pre_activation` of each layer with an activation, in one pass."""
        return self._call("layers", {"image": images})

    def explore(self, pixels: NDArray[np.float32], keep: Mapping[str, NDArray[np.float32]] | None = None) -> Arrays:
        """Every layer's output, as `layers`, with channels switched off or weakened.

        Args:
            pixels: float32 [N, height, width] in 0..1.
            keep: factors float32 [N, channels] by the mask's name, such as `keep_conv2d`; a layer without one is whole.
        """
        return self._call("explore", {"pixels": pixels, **self._whole(len(pixels)), **(keep or {})})

    @property
    def masks(self) -> dict[str, int]:
        """The masks that `explore` takes: each one's name and its number of channels."""
        inputs = self._signatures["explore"].structured_input_signature[1]
        return {name: int(spec.shape[-1]) for name, spec in inputs.items() if name != "pixels"}

    def weights(self, layer: str) -> Arrays:
        """A layer's weights by their names, such as `kernel` and `bias`; empty where it has none."""
        tracked = getattr(self._loaded, "weights", {})  # a SavedModel that others made tracks them elsewhere
        prefix = f"{layer}/"
        return {name.removeprefix(prefix): value.numpy() for name, value in tracked.items() if name.startswith(prefix)}

    def _whole(self, pictures: int) -> dict[str, NDArray[np.float32]]:
        return {name: np.ones((pictures, channels), np.float32) for name, channels in self.masks.items()}

    def _call(self, signature: str, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        try:
            answer = self._signatures[signature](**{name: tf.constant(value) for name, value in inputs.items()})
            return {name: tensor.numpy() for name, tensor in answer.items()}
        except Exception as error:
            raise ModelFailed(f"signature {signature}: {error}") from error
