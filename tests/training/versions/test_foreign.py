from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from model.versions.golden import check_golden
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.errors import BadOption, NotAClassifier, VersionExists
from training.versions import golden
from training.versions.foreign import export_file, parse_scale


def colour() -> keras.Model:
    """Three channels, 20 x 24, five classes; branches, BatchNorm, every kind of activation, its own Rescaling."""
    inputs = keras.Input((20, 24, 3), name="photo")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(inputs)
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = layers.ReLU(max_value=6, name="stem_relu")(layers.BatchNormalization(name="stem_norm")(x))
    left = layers.SeparableConv2D(8, 3, padding="same", activation="swish", name="left")(x)
    right = layers.DepthwiseConv2D(3, padding="same", activation="tanh", name="right")(x)
    x = layers.Add(name="sum")([left, right])
    x = layers.Concatenate(name="both")([x, layers.AveragePooling2D(1, name="same")(x)])
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.5, name="dropout")(layers.LeakyReLU(name="leaky")(x))
    return keras.Model(inputs, layers.Softmax(name="softmax")(layers.Dense(5, name="scores")(x)), name="colour")


def logits_only() -> keras.Model:
    """Grey, 16 x 16, trained with from_logits=True; softmax nowhere."""
    return keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            layers.Conv2D(4, 3, name="conv.one"),
            layers.Activation("relu", name="act-1"),
            layers.Flatten(),
            layers.Dense(3, name="scores"),
        ],
        name="logits_only",
    )


def nested() -> keras.Model:
    """A network used as a layer of another."""
    body = keras.Sequential(
        [keras.Input((12, 12, 1)), layers.Conv2D(3, 3, activation="relu"), layers.Flatten()], name="body"
    )
    inputs = keras.Input((12, 12, 1))
    return keras.Model(inputs, layers.Dense(4, activation="softmax", name="classes")(body(inputs)), name="nested")


def with_operation() -> keras.Model:
    """An operation that is no layer."""
    inputs = keras.Input((12, 12, 1))
    x = layers.Conv2D(3, 3, name="conv")(inputs)
    x = layers.Flatten(name="flat")(x * 2.0 + x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax", name="classes")(x), name="with_operation")


def _saved(model: keras.Model, folder: Path) -> Path:
    path = folder / f"{model.name}.keras"
    model.save(path)
    return path


@pytest.mark.parametrize("build", [colour, logits_only, nested, with_operation])
def test_a_foreign_network_is_written_under_the_same_contract(build: Callable[[], keras.Model], tmp_path: Path) -> None:
    """Its predictions are Keras's own; layers, description, golden pictures and card are there."""
    keras.utils.set_random_seed(0)
    model = build()
    folder = export_file(_saved(model, tmp_path), tmp_path / "models")
    saved_model, manifest = SavedModel(folder), Manifest.read(folder)
    pictures = golden.patterns(manifest.input_shape)
    scale = 1.0 if build is colour else 1 / 255
    expected = model(pictures.reshape(len(pictures), *manifest.input_shape) * np.float32(scale)).numpy()
    if build is logits_only:
        expected = keras.ops.softmax(expected).numpy()
    np.testing.assert_allclose(saved_model.predict(pictures).probabilities, expected, atol=1e-5)
    assert manifest.parameters == model.count_params()
    assert manifest.input_shape == model.input_shape[1:]
    assert len(manifest.labels) == model.output_shape[-1]
    assert manifest.recipe is None
    assert {layer.name for layer in model.layers} <= {layer.name for layer in manifest.layers}
    outputs = saved_model.layers(pictures)
    assert {layer.name for layer in manifest.layers} <= set(outputs)
    assert set(saved_model.explore((pictures / 255).astype(np.float32))) == set(outputs)
    check_golden(saved_model, folder)
    assert (folder / "card" / "card.md").is_file()


def test_a_branching_network_is_told_in_topological_order(tmp_path: Path) -> None:
    """Each layer comes after all that it takes from; moving means are counted as not trained."""
    manifest = Manifest.read(export_file(_saved(colour(), tmp_path), tmp_path))
    seen: set[str] = set()
    for layer in manifest.layers:
        assert set(layer.inputs) <= seen
        seen.add(layer.name)
    layers_ = {layer.name: layer for layer in manifest.layers}
    assert layers_["sum"].inputs == ("left", "right")
    assert layers_["stem_norm"].non_trainable_parameters == 16
    assert layers_["photo"].class_name == "InputLayer"


def test_the_input_of_each_activation_is_given(tmp_path: Path) -> None:
    """Fused into a layer or a layer of its own; the last softmax's is the logits."""
    saved_model = SavedModel(export_file(_saved(colour(), tmp_path), tmp_path))
    pictures = golden.patterns((20, 24, 3))
    outputs = saved_model.layers(pictures)
    given = {name.removesuffix("/pre_activation") for name in outputs if name.endswith("/pre_activation")}
    assert given == {"stem_relu", "left", "right", "leaky", "softmax"}
    np.testing.assert_array_equal(outputs["softmax/pre_activation"], outputs["scores"])
    np.testing.assert_allclose(saved_model.predict(pictures).logits, outputs["scores"], atol=1e-5)
    np.testing.assert_allclose(np.tanh(outputs["right/pre_activation"]), outputs["right"], atol=1e-5)


def test_masks_of_layers_with_odd_names_are_identifiers(tmp_path: Path) -> None:
    saved_model = SavedModel(export_file(_saved(logits_only(), tmp_path), tmp_path))
    assert set(saved_model.masks) == {"keep_conv_one", "keep_act_1", "keep_scores"}


def test_labels_scale_and_number_are_taken(tmp_path: Path) -> None:
    file = _saved(logits_only(), tmp_path)
    folder = export_file(file, tmp_path, number=7, labels=("a", "b", "c"), scale="1/127.5", offset=-1.0)
    assert folder.name == "7"
    assert Manifest.read(folder).labels == ("a", "b", "c")
    pictures = golden.patterns((16, 16, 1))
    expected = logits_only()
    expected.set_weights(keras.models.load_model(file).get_weights())
    logits = expected(pictures[..., np.newaxis] / np.float32(127.5) - 1).numpy()
    np.testing.assert_allclose(SavedModel(folder).predict(pictures).logits, logits, atol=1e-5)
    with pytest.raises(VersionExists):
        export_file(file, tmp_path, number=7)
    with pytest.raises(BadOption, match="3 classes"):
        export_file(file, tmp_path, labels=("a", "b"))


@pytest.mark.parametrize(("text", "value"), [("1", 1.0), ("1/255", 1 / 255), ("0.5/2", 0.25)])
def test_a_scale_is_a_number_or_a_fraction(text: str, value: float) -> None:
    assert parse_scale(text) == value


@pytest.mark.parametrize("text", ["", "one", "1/0", "1/2/3", "nan", "0"])
def test_another_scale_is_refused(text: str) -> None:
    with pytest.raises(BadOption, match="1/255"):
        parse_scale(text)


def _regressor() -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(1)], name="regressor")


def _binary() -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2, "sigmoid")], name="binary")


def _autoencoder() -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3, padding="same")], name="autoencoder")


def _text() -> keras.Model:
    return keras.Sequential([keras.Input((40,)), layers.Dense(3, "softmax")], name="text")


def _any_size() -> keras.Model:
    return keras.Sequential(
        [keras.Input((None, None, 3)), layers.GlobalAveragePooling2D(), layers.Dense(3, "softmax")], name="any_size"
    )


def _shared() -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    twice = layers.Conv2D(1, 3, padding="same", name="twice")
    x = layers.Flatten()(twice(twice(inputs)))
    return keras.Model(inputs, layers.Dense(3, "softmax")(x), name="shared")


def _two_inputs() -> keras.Model:
    inputs = [keras.Input((8, 8, 1)), keras.Input((8, 8, 1))]
    return keras.Model(inputs, layers.Dense(3, "softmax")(layers.Flatten()(layers.Add()(inputs))), name="two_inputs")


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (_regressor, "one number for each of at least 2 classes"),
        (_binary, "ends in sigmoid"),
        (_autoencoder, "must have shape"),
        (_text, "one picture of a fixed size"),
        (_any_size, "one picture of a fixed size"),
        (_shared, "twice is used more than once"),
        (_two_inputs, "must take one picture"),
    ],
)
def test_what_is_no_image_classifier_is_refused_with_the_reason(
    build: Callable[[], keras.Model], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(NotAClassifier, match=reason):
        export_file(_saved(build(), tmp_path), tmp_path / "models")
    assert not (tmp_path / "models").exists()


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_an_unbuilt_network_is_refused(tmp_path: Path) -> None:
    model = keras.Sequential([layers.Flatten(), layers.Dense(3, "softmax")], name="unbuilt")
    with pytest.raises(NotAClassifier, match=r"is not built|cannot be loaded|can be loaded"):
        export_file(_saved(model, tmp_path), tmp_path / "models")


def test_a_file_that_is_no_keras_model_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "model.keras"
    text.write_text("not a model")
    for path in (text, tmp_path / "nowhere.keras"):
        with pytest.raises(NotAClassifier, match=path.name):
            export_file(path, tmp_path / "models")
