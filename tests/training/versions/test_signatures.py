from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.train import Plan
from training.writing.strokes import draw

PICTURES = np.stack([draw(digit) for digit in range(7)])


@pytest.fixture(scope="module")
def loaded(version: Path) -> SavedModel:
    return SavedModel(version)


@pytest.fixture(scope="module")
def network(version: Path, plan: Plan) -> keras.Model:  # noqa: ARG001 - the version's training saves the network
    return keras.models.load_model(plan.run / "model.keras")


def test_serving_default_gives_probabilities_and_logits(loaded: SavedModel, network: keras.Model) -> None:
    """uint8 in; softmax of the logits out, as the Keras model has it; any batch size."""
    for count in (1, 7):
        answer = loaded.predict(PICTURES[:count])
        assert answer.probabilities.shape == answer.logits.shape == (count, 10)
        assert answer.probabilities.dtype == answer.logits.dtype == np.float32
        softmax = np.exp(answer.logits) / np.exp(answer.logits).sum(axis=-1, keepdims=True)
        np.testing.assert_allclose(answer.probabilities, softmax, atol=1e-6)
        expected = network(PICTURES[:count, ..., np.newaxis] / 255).numpy()
        np.testing.assert_allclose(answer.probabilities, expected, atol=1e-5)


def test_layers_gives_every_output_and_pre_activation(loaded: SavedModel, network: keras.Model) -> None:
    outputs = loaded.layers(PICTURES)
    activated = ["conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1"]
    names = [layer.name for layer in network.layers]
    assert set(outputs) == {*names, *(f"{name}/pre_activation" for name in activated)}
    x = tf.constant(PICTURES[..., np.newaxis] / 255, tf.float32)
    for layer in network.layers:
        x = layer(x)
        assert outputs[layer.name].shape == x.shape
        np.testing.assert_allclose(outputs[layer.name], x, atol=1e-5 * max(1.0, float(tf.reduce_max(abs(x)))))
    for name in activated[:-1]:
        np.testing.assert_array_equal(np.maximum(outputs[f"{name}/pre_activation"], 0), outputs[name])
    np.testing.assert_allclose(outputs["dense_1/pre_activation"], loaded.predict(PICTURES).logits, atol=1e-4)


def test_explore_with_nothing_switched_off_equals_layers(loaded: SavedModel) -> None:
    given, expected = loaded.explore((PICTURES / 255).astype(np.float32)), loaded.layers(PICTURES)
    assert set(given) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(given[name], value, atol=1e-5 * max(1.0, np.abs(value).max()))


def test_explore_has_a_mask_for_every_layer_with_channels(loaded: SavedModel, version: Path) -> None:
    """All but Flatten, whose numbers are cells and no channels."""
    shapes = {layer.name: layer.output_shape for layer in Manifest.read(version).layers}
    assert loaded.masks == {f"keep_{name}": shape[-1] for name, shape in shapes.items() if name != "flatten"}


def test_a_switched_off_channel_is_zero_and_its_effect_goes_on(loaded: SavedModel) -> None:
    """For the picture whose mask says so, and for no other."""
    pixels = np.repeat((PICTURES[3:4] / 255).astype(np.float32), 2, axis=0)
    strongest = int(loaded.explore(pixels)["conv2d"][0].sum(axis=(0, 1)).argmax())
    keep = np.ones((2, 64), np.float32)
    keep[1, strongest] = 0
    outputs = loaded.explore(pixels, {"keep_conv2d": keep})
    whole, less = outputs["conv2d"]
    assert whole[..., strongest].any()
    assert not less[..., strongest].any()
    assert not outputs["max_pooling2d"][1, ..., strongest].any()
    assert np.abs(outputs["dense"][0] - outputs["dense"][1]).max() > 0
    np.testing.assert_array_equal(np.delete(whole, strongest, axis=-1), np.delete(less, strongest, axis=-1))


def test_explore_is_differentiable_after_loading(version: Path) -> None:
    """A logit's gradient by the pixels agrees with finite differences, and is zero where no unit looks."""
    loaded = tf.saved_model.load(str(version))
    explore = loaded.signatures["explore"]
    _, inputs = explore.structured_input_signature
    keep = {name: tf.ones((1, spec.shape[-1])) for name, spec in inputs.items() if name != "pixels"}
    pixels = tf.constant(PICTURES[2:3] / 255, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        logit = explore(pixels=pixels, **keep)["dense_1/pre_activation"][0, 2]
    gradient = tape.gradient(logit, pixels).numpy()[0]
    assert gradient.shape == (28, 28)
    assert not gradient[26:].any()  # pooling 11 to 5 drops the last line, and with it the input's rows 26 and 27
    step = 1e-2 * gradient / np.abs(gradient).max()
    ends = [explore(pixels=pixels + sign * step, **keep)["dense_1/pre_activation"][0, 2] for sign in (1, -1)]
    assert float(ends[0] - ends[1]) == pytest.approx(2 * float((gradient * step).sum()), rel=0.05)


def test_weights_are_found_by_layer_and_name(loaded: SavedModel, network: keras.Model) -> None:
    weights = loaded.weights("conv2d_1")
    assert set(weights) == {"kernel", "bias"}
    np.testing.assert_array_equal(weights["kernel"], network.get_layer("conv2d_1").get_weights()[0])
    assert loaded.weights("flatten") == {}
