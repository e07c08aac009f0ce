"""The three signatures of a version, as a TensorFlow module that can be saved."""

import re
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from training.versions.anatomy import Anatomy


@dataclass(frozen=True)
class Scaling:
    """From a picture's values 0..255 to the network's input: value * scale + offset."""

    scale: float = 1 / 255
    offset: float = 0.0


class Signatures(tf.Module):  # type: ignore[misc]
    """An image classifier behind uint8 pictures, with its scaling and its temperature in the graph.

    Args:
        anatomy: the network.
        scaling: what the network's input was scaled with in training.
        temperature: probabilities = softmax(logits / temperature).
    """

    def __init__(self, anatomy: Anatomy, scaling: Scaling, temperature: float) -> None:
        super().__init__()
        self._anatomy = anatomy
        self._scaling, self._temperature = scaling, temperature
        self.weights = anatomy.weights()  # tracked, so that they are saved; a loader finds them under the same name
        height, width, channels = anatomy.input_shape
        # A grey picture has no channel axis: 28 x 28, as every client has it.
        self._picture = [None, height, width] if channels == 1 else [None, height, width, channels]

    def save(self, folder: str) -> None:
        """Write `saved_model.pb` and `variables/` under `folder`."""
        tf.saved_model.save(self, folder, signatures=self._concrete())

    def _concrete(self) -> dict[str, Any]:
        image = tf.TensorSpec(self._picture, tf.uint8, name="image")
        pixels = tf.TensorSpec(self._picture, tf.float32, name="pixels")
        keep = {
            keep_name(layer): tf.TensorSpec([None, channels], tf.float32, name=keep_name(layer))
            for layer, channels in self._anatomy.channels.items()
        }
        # No autograph: there is no control flow to convert, and it would read this file again when it runs.
        return {
            "serving_default": tf.function(self._predict, autograph=False).get_concrete_function(image=image),
            "layers": tf.function(self._layers, autograph=False).get_concrete_function(image=image),
            "explore": tf.function(self._explore, autograph=False).get_concrete_function(pixels=pixels, **keep),
        }

    def _predict(self, image: Any) -> dict[str, Any]:
        logits = self._run(tf.cast(image, tf.float32))[self._anatomy.logits]
        return {"probabilities": tf.nn.softmax(logits / self._temperature), "logits": logits}

    def _layers(self, image: Any) -> dict[str, Any]:
        return self._run(tf.cast(image, tf.float32))

    def _explore(self, pixels: Any, **keep: Any) -> dict[str, Any]:
        masks = {layer: keep[keep_name(layer)] for layer in self._anatomy.channels}
        return self._run(pixels * 255.0, masks)

    def _run(self, picture: Any, keep: dict[str, Any] | None = None) -> dict[str, Any]:
        """Every value of the network for pictures of values 0..255."""
        x = picture * self._scaling.scale + self._scaling.offset
        if self._anatomy.input_shape[2] == 1:
            x = x[..., tf.newaxis]
        values = self._anatomy.run(x, keep)
        # Dropout hands on the very tensor that it is given; a signature's outputs must be tensors of their own.
        return {name: tf.identity(tf.cast(value, tf.float32)) for name, value in values.items()}


def keep_name(layer: str) -> str:
    """The name of a layer's mask among the inputs of `explore`: a signature takes Python identifiers only."""
    return "keep_" + re.sub(r"\W", "_", layer)
