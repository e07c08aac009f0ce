"""Networks that squeeze a digit into 32 numbers and draw it again; they differ in how the drawing grows."""

from dataclasses import dataclass
from typing import Literal

import keras
from keras import layers

from training.network import INPUT_SHAPE

_CODE = 32


@dataclass(frozen=True)
class Growth:
    """How maps are made twice as large: `transposed` convolution, or each number repeated and then convolved."""

    way: Literal["transposed", "upsampling"]
    kernel: int


def build(growth: Growth, name: str) -> keras.Sequential:
    """An uncompiled autoencoder with fresh weights, drawn from Keras's current seed.

    Takes float32 [N, 28, 28, 1] with ink 1 on 0, gives as much. The layer that grows last makes the picture: what
    artefacts it leaves, nothing smooths away.
    """
    return keras.Sequential(
        [
            keras.Input(INPUT_SHAPE, name="input"),
            layers.Conv2D(32, 3, strides=2, padding="same", activation="relu", name="conv2d"),  # (14, 14, 32)
            layers.Conv2D(64, 3, strides=2, padding="same", activation="relu", name="conv2d_1"),  # (7, 7, 64)
            layers.Flatten(name="flatten"),
            layers.Dense(_CODE, name="code"),
            layers.Dense(7 * 7 * 32, activation="relu", name="dense"),
            layers.Reshape((7, 7, 32), name="reshape"),
            *_grown(growth, 32, "relu", ""),  # (14, 14, 32)
            *_grown(growth, 1, "sigmoid", "_1"),  # (28, 28, 1)
        ],
        name=name,
    )


def _grown(growth: Growth, filters: int, activation: str, suffix: str) -> list[keras.Layer]:
    made = {"padding": "same", "activation": activation}
    if growth.way == "transposed":
        return [layers.Conv2DTranspose(filters, growth.kernel, strides=2, name=f"transposed{suffix}", **made)]
    return [
        layers.UpSampling2D(2, name=f"upsampling{suffix}"),
        layers.Conv2D(filters, growth.kernel, name=f"convolved{suffix}", **made),
    ]
