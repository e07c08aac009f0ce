"""A loaded SavedModel: the one module under `model/` that knows TensorFlow."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadVersion, ModelFailed
from model.versions.greeting import without_greeting
from model.versions.signature import Signature, Tensor

with without_greeting():
    import tensorflow as tf
    from tensorflow.core.protobuf import saved_model_pb2

SIGNATURES = ("serving_default", "layers", "explore")

Arrays = dict[str, NDArray[Any]]


def limit_threads(intra_op: int, inter_op: int) -> None:
    """Bound TensorFlow's thread pools; must come before the first operation of the process."""
    tf.config.threading.set_intra_op_parallelism_threads(intra_op)
    tf.config.threading.set_inter_op_parallelism_threads(inter_op)
    tf.config.list_logical_devices()  # makes them now: later they would inherit the priority of the thread that loads


@dataclass(frozen=True)
class Prediction:
    """What the network says of N pictures: both float32 [N, classes]."""

    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]


class SavedModel:
    """The signatures of a version's folder as plain functions over NumPy arrays.

    `predict`, `layers`, `explore` and `weights` are for those that keep the contract; see `require_contract`. Raises
    BadVersion where the folder holds no SavedModel.
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
        self.signatures = _described(folder, self._signatures)

    def require_contract(self, folder: Path) -> None:
        """Raise BadVersion unless all signatures of the contract are there."""
        missing = [name for name in SIGNATURES if name not in self._signatures]
        if missing:
            raise BadVersion(f"{folder} lacks the signature {', '.join(missing)}; it has {', '.join(self._signatures)}")

    def predict(self, images: NDArray[np.uint8]) -> Prediction:
        """Probabilities and logits of uint8 [N, height, width] pictures, ink 255 on 0."""
        answer = self.call("serving_default", {"image": images})
        return Prediction(answer["probabilities"], answer["logits"])

    def layers(self, images: NDArray[np.uint8]) -> Arrays:
        """Every layer's output, and `<layer>/pre_activation` of each layer with an activation, in one pass."""
        return self.call("layers", {"image": images})

    def explore(self, pixels: NDArray[np.float32], keep: Mapping[str, NDArray[np.float32]] | None = None) -> Arrays:
        """Every layer's output, as `layers`, with channels switched off or weakened.

        Args:
            pixels: float32 [N, height, width] in 0..1.
            keep: factors float32 [N, channels] by the mask's name, such as `keep_conv2d`; a layer without one is whole.
        """
        return self.call("explore", {"pixels": pixels, **self._whole(len(pixels)), **(keep or {})})

    def gradients(self, pixels: NDArray[np.float32], output: str, channel: int) -> NDArray[np.float32]:
        """How an output's channel changes with each pixel: d output[n, channel] / d pixels[n], of the pixels' shape.

        Args:
            pixels: as `explore` takes them.
            output: the name of one of its outputs that is a vector for each picture, such as `dense_1/pre_activation`.
            channel: which of its numbers.

        Raises:
            ModelFailed: TensorFlow does not take the pixels, or there is no such output.
        """
        try:
            masks = {name: tf.constant(mask) for name, mask in self._whole(len(pixels)).items()}
            given = tf.constant(pixels)
            with tf.GradientTape() as tape:
                tape.watch(given)
                summed = tf.reduce_sum(self._signatures["explore"](pixels=given, **masks)[output][:, channel])
            found: NDArray[np.float32] = tape.gradient(summed, given).numpy()
        except Exception as error:
            raise ModelFailed(f"gradients of {output}: {error}") from error
        return found

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

    def call(self, signature: str, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        """The outputs of a signature by name; raises ModelFailed where TensorFlow does not take the inputs."""
        try:
            answer = self._signatures[signature](**{name: tf.constant(value) for name, value in inputs.items()})
            return {name: tensor.numpy() for name, tensor in answer.items()}
        except Exception as error:
            raise ModelFailed(f"signature {signature}: {error}") from error


def _described(folder: Path, names: Container[str]) -> dict[str, Signature]:
    """The signatures of those names as `saved_model.pb` describes them."""
    file = saved_model_pb2.SavedModel.FromString((folder / "saved_model.pb").read_bytes())
    return {
        name: Signature(_tensors(signature.inputs), _tensors(signature.outputs), signature.method_name)
        for name, signature in file.meta_graphs[0].signature_def.items()
        if name in names
    }


def _tensors(described: Any) -> dict[str, Tensor]:
    return {name: _tensor(info) for name, info in sorted(described.items())}


def _tensor(info: Any) -> Tensor:
    sides = tuple(None if each.size < 0 else int(each.size) for each in info.tensor_shape.dim)
    shape = None if info.tensor_shape.unknown_rank else sides
    return Tensor(np.dtype(tf.dtypes.as_dtype(info.dtype).as_numpy_dtype).name, shape, info.name)
