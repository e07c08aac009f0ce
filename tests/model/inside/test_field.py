"""What a unit sees, against gradients through Keras; and the border that nobody sees."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from model.inside.field import seen_by, seen_by_layer
from model.inside.layers import describe
from tests.networks import manifest_of
from training.network import build


def chain(*stack: keras.Layer, shape: tuple[int, int, int] = (17, 14, 1)) -> keras.Model:
    """A network of linear layers with positive weights, through which nothing cancels out."""
    return keras.Sequential([keras.Input(shape), *stack, layers.Flatten(), layers.Dense(2, activation="softmax")])


ONES = {"kernel_initializer": "ones"}
STACKS: dict[str, list[keras.Layer]] = {
    "valid": [layers.Conv2D(1, 3, **ONES, name="it")],
    "same with a stride": [layers.Conv2D(1, (4, 3), strides=(3, 2), padding="same", **ONES, name="it")],
    "gaps": [layers.Conv2D(1, 3, dilation_rate=2, padding="same", **ONES, name="it")],
    "a stride beyond the kernel": [layers.AveragePooling2D(2, strides=3, name="it")],
    "deep": [
        layers.Conv2D(1, 3, **ONES),
        layers.AveragePooling2D(2),
        layers.Conv2D(1, 2, padding="same", **ONES),
        layers.AveragePooling2D(2, padding="same", name="it"),
    ],
    "transposed": [
        layers.AveragePooling2D(2),
        layers.Conv2DTranspose(1, 4, strides=2, padding="same", **ONES, name="it"),
    ],
    "transposed, valid": [layers.Conv2DTranspose(1, 3, strides=2, **ONES), layers.AveragePooling2D(4, name="it")],
    "copied": [layers.AveragePooling2D(3), layers.UpSampling2D(2, name="it")],
    "mixed": [layers.AveragePooling2D(3), layers.UpSampling2D((2, 3), interpolation="bilinear", name="it")],
    "moved": [
        layers.ZeroPadding2D(((2, 1), (0, 3))),
        layers.Cropping2D(((1, 1), (2, 0))),
        layers.AveragePooling2D(2, name="it"),
    ],
}


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_a_unit_sees_the_pixels_that_have_a_gradient(stack: list[keras.Layer]) -> None:
    """Every unit of the layer `it`; rows and columns alike."""
    network = chain(*[layer.__class__.from_config(layer.get_config()) for layer in stack])
    manifest = manifest_of(network)
    part = keras.Model(network.inputs, network.get_layer("it").output)
    picture = tf.constant(np.ones((1, 17, 14, 1), np.float32))
    height, width = part.output_shape[1:3]
    rows_seen: set[int] = set()
    columns_seen: set[int] = set()
    for row in range(height):
        for column in range(width):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                value = part(picture)[0, row, column, 0]
            gradient = tape.gradient(value, picture)[0, :, :, 0].numpy() != 0
            seen = seen_by(manifest.layers, manifest.input_shape, "it", (row, column, 0))
            assert seen is not None
            if not gradient.any():  # it sees zeros that were put around the picture, and nothing else
                assert seen.field is None
                continue
            assert seen.rows == tuple(np.flatnonzero(gradient.any(1)))
            assert seen.columns == tuple(np.flatnonzero(gradient.any(0)))
            rows_seen.update(seen.rows)
            columns_seen.update(seen.columns)
    whole = seen_by_layer(manifest.layers, manifest.input_shape, "it")
    assert whole is not None
    assert (set(whole.rows), set(whole.columns)) == (rows_seen, columns_seen)


def test_the_textbooks_network_is_blind_to_rows_and_columns_26_and_27() -> None:
    """From the second pooling on: it drops the last line of 11."""
    blind = {layer.name: (layer.blind_rows, layer.blind_columns) for layer in describe(manifest_of(build()))}
    seeing = ("conv2d", "max_pooling2d", "conv2d_1")
    assert blind == {name: ((), ()) if name in seeing else ((26, 27), (26, 27)) for name in blind}


def test_what_a_layer_sees_behind_an_unknown_one_is_not_told() -> None:
    inputs = keras.Input((8, 8, 1))
    body = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3)], name="body")
    x = layers.Flatten(name="flat")(layers.Conv2D(1, 1, name="after")(body(inputs)))
    manifest = manifest_of(keras.Model(inputs, layers.Dense(2, activation="softmax")(x)))
    assert seen_by(manifest.layers, manifest.input_shape, "after", (0, 0, 0)) is None
    assert all(layer.blind_rows is None for layer in describe(manifest) if layer.class_name != "InputLayer")
