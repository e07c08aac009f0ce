"""SavedModels as others make them: without a description, with signatures of their own."""

from pathlib import Path

import tensorflow as tf


def half_plus_two(folder: Path) -> None:
    """TensorFlow Serving's own example: `x` float32 [N] to `y` = x / 2 + 2; and `halves`, for an even N alone."""
    module = tf.Module()
    module.function = tf.function(
        lambda x: {"y": x * 0.5 + 2.0}, input_signature=[tf.TensorSpec([None], tf.float32, name="x")]
    )
    module.halves = tf.function(
        lambda x: {"y": tf.reshape(x, [2, -1])}, input_signature=[tf.TensorSpec([None], tf.float32, name="x")]
    )
    tf.saved_model.save(module, str(folder), {"serving_default": module.function, "halves": module.halves})


def colour_classifier(folder: Path) -> None:
    """A Keras network on 8x6 colour pictures with 3 classes, exported by Keras itself."""
    import keras

    network = keras.Sequential(
        [
            keras.Input((8, 6, 3)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    network.export(str(folder), verbose=False)
