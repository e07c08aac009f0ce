"""The textbook's convnet with one thing or another done otherwise; as it stands, all defaults."""

from dataclasses import dataclass
from typing import Literal

import keras
from keras import layers

from training.network import CLASSES, INPUT_SHAPE

_LAST_FILTERS = 128


@dataclass(frozen=True)
class Choices:
    """What the textbook leaves open; the defaults are what it takes itself.

    Attributes:
        padding: of the convolutions.
        pooling: `max`, `average` or `min` of 2 x 2; `convolution`, one of 2 x 2 with stride 2 in its place; or
            `stride`, no pooling, but convolutions that move by 2 themselves.
        head: `flatten`, then two Dense layers; or `average`, the mean of each map, then one.
        bottleneck: channels that a 1 x 1 convolution leaves before the second and the third convolution; 0: none.
        filters: of the first two convolutions.
    """

    padding: Literal["valid", "same"] = "valid"
    pooling: Literal["max", "average", "min", "convolution", "stride"] = "max"
    head: Literal["flatten", "average"] = "flatten"
    bottleneck: int = 0
    filters: int = 64


def build(choices: Choices, name: str) -> keras.Sequential:
    """An uncompiled network with fresh weights, drawn from Keras's current seed.

    Takes float32 [N, 28, 28, 1] with ink 1 on 0, gives softmax probabilities float32 [N, 10].
    """
    return keras.Sequential(
        [
            keras.Input(INPUT_SHAPE, name="input"),
            *_stage(choices, 0, choices.filters),
            *_stage(choices, 1, choices.filters),
            *_stage(choices, 2, _LAST_FILTERS),
            *_head(choices),
        ],
        name=name,
    )


def min_pooling(suffix: str = "") -> list[keras.Layer]:
    """The least of each 2 x 2 window: the largest of the negated numbers, negated again.

    Keras has no layer for it. Made of known ones it can be exported, and the page works out each of its units.
    """
    return [
        layers.Rescaling(-1.0, name=f"negated{suffix}"),
        layers.MaxPooling2D(2, name=f"max_of_negated{suffix}"),
        layers.Rescaling(-1.0, name=f"min_pooling2d{suffix}"),
    ]


def _stage(choices: Choices, index: int, filters: int) -> list[keras.Layer]:
    """The convolution of that index, what goes before it, and the pooling that follows all but the last."""
    suffix, last = f"_{index}" if index else "", index == 2
    strides = 2 if choices.pooling == "stride" and not last else 1
    convolution = layers.Conv2D(
        filters, 3, strides=strides, padding=choices.padding, activation="relu", name=f"conv2d{suffix}"
    )
    narrow = (
        [layers.Conv2D(choices.bottleneck, 1, activation="relu", name=f"bottleneck{suffix}")]
        if choices.bottleneck and index
        else []
    )
    return [*narrow, convolution, *([] if last else _pooling(choices, suffix))]


def _pooling(choices: Choices, suffix: str) -> list[keras.Layer]:
    match choices.pooling:
        case "max":
            return [layers.MaxPooling2D(2, name=f"max_pooling2d{suffix}")]
        case "average":
            return [layers.AveragePooling2D(2, name=f"average_pooling2d{suffix}")]
        case "min":
            return min_pooling(suffix)
        case "convolution":
            return [layers.Conv2D(choices.filters, 2, strides=2, activation="relu", name=f"strided{suffix}")]
        case "stride":
            return []


def _head(choices: Choices) -> list[keras.Layer]:
    last = layers.Dense(CLASSES, activation="softmax", name="dense_1")
    if choices.head == "average":
        return [layers.GlobalAveragePooling2D(name="global_average_pooling2d"), last]
    return [layers.Flatten(name="flatten"), layers.Dense(128, activation="relu", name="dense"), last]
