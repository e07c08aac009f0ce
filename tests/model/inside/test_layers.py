"""What is said of the textbook's layers, and receptive fields against perturbing pixels."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import NotFound
from model.inside.layers import LayerFacts, ReceptiveField, describe, find
from tests.networks import manifest_of
from training.network import build

layers = keras.layers


@pytest.fixture(scope="module")
def textbook() -> dict[str, LayerFacts]:
    return {layer.name: layer for layer in describe(manifest_of(build()))}


@pytest.mark.parametrize(
    ("name", "shape", "parameters", "multiply_adds", "field"),
    [
        ("conv2d", (26, 26, 64), 640, 389_376, ReceptiveField(3, 1, 0)),
        ("max_pooling2d", (13, 13, 64), 0, 0, ReceptiveField(4, 2, 0)),
        ("conv2d_1", (11, 11, 64), 36_928, 4_460_544, ReceptiveField(8, 2, 0)),
        ("max_pooling2d_1", (5, 5, 64), 0, 0, ReceptiveField(10, 4, 0)),
        ("conv2d_2", (3, 3, 128), 73_856, 663_552, ReceptiveField(18, 4, 0)),
        ("flatten", (1152,), 0, 0, None),
        ("dense", (128,), 147_584, 147_456, None),
        ("dense_1", (10,), 1_290, 1_280, None),
    ],
)
def test_the_textbooks_layers_are_described_as_on_paper(
    textbook: dict[str, LayerFacts],
    name: str,
    shape: tuple[int, ...],
    parameters: int,
    multiply_adds: int,
    field: ReceptiveField | None,
) -> None:
    facts = textbook[name]
    assert (facts.output_shape, facts.parameters, facts.multiply_adds, facts.receptive_field) == (
        shape,
        parameters,
        multiply_adds,
        field,
    )


def test_the_textbooks_network_multiplies_5_662_208_times(textbook: dict[str, LayerFacts]) -> None:
    assert sum(layer.multiply_adds for layer in textbook.values()) == 5_662_208


def test_each_layer_takes_what_the_one_before_gives(textbook: dict[str, LayerFacts]) -> None:
    described = list(textbook.values())
    assert described[0].input_shape == (28, 28, 1)
    assert [layer.input_shape for layer in described[1:]] == [layer.output_shape for layer in described[:-1]]


def test_kernel_stride_padding_and_activation_are_told(textbook: dict[str, LayerFacts]) -> None:
    convolution, pooling, last = textbook["conv2d"], textbook["max_pooling2d"], textbook["dense_1"]
    assert (convolution.kernel_size, convolution.strides, convolution.padding) == ((3, 3), (1, 1), "valid")
    assert (pooling.kernel_size, pooling.strides, pooling.activation) == ((2, 2), (2, 2), None)
    assert (last.kernel_size, last.padding, last.activation) == (None, None, "softmax")


def test_an_unknown_layer_is_refused_with_the_names_that_exist(textbook: dict[str, LayerFacts]) -> None:
    with pytest.raises(NotFound, match=r"no layer 'conv2d_9'; the layers are conv2d, max_pooling2d, .*dense_1"):
        find(list(textbook.values()), "conv2d_9")


@pytest.mark.parametrize(
    ("layer", "multiply_adds"),
    [
        (layers.Conv2D(6, (3, 5), padding="same", name="it"), 12 * 12 * 6 * 3 * 5 * 4),
        (layers.Conv2D(6, 3, groups=2, name="it"), 10 * 10 * 6 * 9 * 2),
        (layers.DepthwiseConv2D(3, depth_multiplier=2, name="it"), 10 * 10 * 8 * 9),
        (layers.SeparableConv2D(5, 3, depth_multiplier=2, name="it"), 10 * 10 * (8 * 9 + 8 * 5)),
        (layers.Conv2DTranspose(5, 3, strides=2, name="it"), 12 * 12 * 4 * 9 * 5),
        (layers.Dense(7, name="it"), 12 * 12 * 4 * 7),
        (layers.BatchNormalization(name="it"), 0),
        (layers.AveragePooling2D(2, name="it"), 0),
    ],
)
def test_multiply_adds_count_each_multiplication_with_a_weight(layer: Any, multiply_adds: int) -> None:
    network = keras.Sequential([keras.Input((12, 12, 1)), layers.Conv2D(4, 1), layer, *_head()])
    assert find(describe(manifest_of(network)), "it").multiply_adds == multiply_adds


windows = st.fixed_dictionaries(
    {"kernel": st.integers(1, 4), "stride": st.integers(1, 3), "padding": st.sampled_from(["valid", "same"])}
)
POSITIVE = keras.initializers.RandomUniform(0.5, 1.5, seed=0)  # so that a change of one input cannot cancel out
MAKERS: dict[str, Callable[..., Any]] = {
    "convolution": lambda kernel, stride, padding: layers.Conv2D(
        2, kernel, stride, padding, kernel_initializer=POSITIVE
    ),
    "dilated": lambda kernel, stride, padding: layers.Conv2D(
        2, kernel, padding=padding, dilation_rate=stride, kernel_initializer=POSITIVE
    ),
    "depthwise": lambda kernel, stride, padding: layers.DepthwiseConv2D(
        kernel, stride, padding, depthwise_initializer=POSITIVE
    ),
    "separable": lambda kernel, stride, padding: layers.SeparableConv2D(
        2, kernel, stride, padding, depthwise_initializer=POSITIVE, pointwise_initializer=POSITIVE
    ),
    "max": lambda kernel, stride, padding: layers.MaxPooling2D(kernel, stride, padding),
    "average": lambda kernel, stride, padding: layers.AveragePooling2D(kernel, stride, padding),
    "pad": lambda kernel, **_: layers.ZeroPadding2D(kernel),
    "relu": lambda **_: layers.ReLU(),
}


def _head() -> list[Any]:
    return [layers.Flatten(), layers.Dense(2, activation="softmax")]


@settings(max_examples=60)
@given(
    side=st.integers(12, 20), plan=st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), windows), min_size=1, max_size=3)
)
def test_a_unit_sees_the_rows_that_change_it_and_none_outside(
    side: int, plan: list[tuple[str, dict[str, Any]]]
) -> None:
    x = inputs = keras.Input((side, side, 1))
    for kind, window in plan:
        if x.shape[1] < 9:
            break
        x = MAKERS[kind](**window)(x)
    last = x
    for layer in _head():
        x = layer(x)
    facts = find(describe(manifest_of(keras.Model(inputs, x))), last._keras_history.operation.name)
    assert facts.receptive_field is not None
    _check(facts.receptive_field, _seen(keras.Model(inputs, last), side), side)


def test_a_unit_behind_two_branches_sees_what_either_sees() -> None:
    inputs = keras.Input((16, 16, 1))
    wide = MAKERS["convolution"](kernel=4, stride=2, padding="same")(inputs)
    narrow = MAKERS["convolution"](kernel=1, stride=2, padding="same")(inputs)
    merged = layers.Add(name="merged")([narrow, wide])
    x = merged
    for layer in _head():
        x = layer(x)
    field = find(describe(manifest_of(keras.Model(inputs, x))), "merged").receptive_field
    assert field is not None
    _check(field, _seen(keras.Model(inputs, merged), 16), 16)


def _check(field: ReceptiveField, seen: list[set[int]], side: int) -> None:
    """Every unit sees rows of its field alone; one that lies within the picture sees the first and the last of them.

    In between there may be gaps, by dilation and by strides longer than the kernel.
    """
    for unit, rows in enumerate(seen):
        start = field.start + unit * field.stride
        end = start + field.size
        assert rows <= set(range(start, end))
        if start >= 0 and end <= side:
            assert {start, end - 1} <= rows


def _seen(network: keras.Model, side: int) -> list[set[int]]:
    """By unit along the vertical axis: the rows of the input that change it."""
    pictures = np.ones((side + 1, side, side, 1), np.float32)
    for row in range(side):
        pictures[row + 1, row] = 1000
    outputs = np.asarray(network(pictures)).max(-1).max(-1)  # (side + 1, units)
    changed = outputs[1:] != outputs[0]
    return [set(np.flatnonzero(changed[:, unit]).tolist()) for unit in range(outputs.shape[1])]


def test_cropping_moves_the_receptive_field() -> None:
    cropped = [layers.Conv2D(2, 2, strides=2), layers.Cropping2D(((1, 0), (1, 3))), layers.Conv2D(2, 3, name="it")]
    network = keras.Sequential([keras.Input((20, 20, 1)), *cropped, *_head()])
    assert find(describe(manifest_of(network)), "it").receptive_field == ReceptiveField(6, 2, 2)


def test_no_receptive_field_is_told_where_padding_differs_between_the_sides() -> None:
    uneven = layers.Conv2D(2, 5, strides=3, padding="same", name="it")  # adds 1 row and 2 columns
    network = keras.Sequential([keras.Input((12, 13, 1)), uneven, *_head()])
    assert find(describe(manifest_of(network)), "it").receptive_field is None


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv2D(2, (3, 5), name="it"),
        layers.Conv2D(2, 3, strides=(1, 2), name="it"),
        layers.Conv2D(2, 3, dilation_rate=(1, 2), name="it"),
        layers.Conv2DTranspose(2, 3, name="it"),
        layers.UpSampling2D(2, name="it"),
        layers.GlobalAveragePooling2D(keepdims=True, name="it"),
        layers.GlobalMaxPooling2D(name="it"),
        layers.Resizing(5, 5, name="it"),
        layers.GroupNormalization(1, name="it"),
        layers.Reshape((6, 24, 1), name="it"),
        layers.ZeroPadding2D((1, 2), name="it"),
    ],
)
def test_no_receptive_field_is_told_where_it_is_not_one_square_for_each_unit(layer: Any) -> None:
    network = keras.Sequential([keras.Input((12, 12, 1)), layer, *_head()])
    assert find(describe(manifest_of(network)), "it").receptive_field is None
