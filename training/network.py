"""The textbook's convnet, layer for layer."""

import keras
from keras import layers

CLASSES = 10
INPUT_SHAPE = (28, 28, 1)


def build() -> keras.Sequential:
    """An uncompiled convnet with fresh weights (260,298 parameters), drawn from Keras's current seed.

    Takes float32 [N, 28, 28, 1] with ink 1 on 0, gives softmax probabilities float32 [N, 10]. The names are given here:
    Keras's own counter would make them depend on what else the process has built.
    """
    return keras.Sequential(
        [
            keras.Input(INPUT_SHAPE, name="input"),
            layers.Conv2D(64, 3, activation="relu", name="conv2d"),  # (26, 26, 64)
            layers.MaxPooling2D(2, name="max_pooling2d"),  # (13, 13, 64)
            layers.Conv2D(64, 3, activation="relu", name="conv2d_1"),  # (11, 11, 64)
            layers.MaxPooling2D(2, name="max_pooling2d_1"),  # (5, 5, 64)
            layers.Conv2D(128, 3, activation="relu", name="conv2d_2"),  # (3, 3, 128)
            layers.Flatten(name="flatten"),  # (1152,)
            layers.Dense(128, activation="relu", name="dense"),
            layers.Dense(CLASSES, activation="softmax", name="dense_1"),
        ],
        name="sequential",
    )
