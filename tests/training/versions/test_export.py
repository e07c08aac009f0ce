from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from model.versions.golden import check_golden
from model.versions.manifest import Calibration, Manifest
from model.versions.saved_model import SavedModel
from training.errors import NotFaithful
from training.mnist import Mnist
from training.train import Plan
from training.versions import faithfulness, golden
from training.versions.export import write_version


@pytest.fixture(scope="module")
def small() -> keras.Model:
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(2, 9, strides=4, name="conv2d"),
            layers.Flatten(name="flatten"),
            layers.Dense(10, "softmax", name="dense"),
        ],
        name="small",
    )


def test_a_version_has_all_that_the_contract_names(version: Path) -> None:
    names = {str(path.relative_to(version)) for path in version.rglob("*") if path.is_file()}
    assert names == {
        "saved_model.pb",
        "fingerprint.pb",
        "variables/variables.index",
        "variables/variables.data-00000-of-00001",
        "model.json",
        "assets.extra/golden.npz",
        "assets.extra/tf_serving_warmup_requests",
        "card/card.md",
        "card/confusion.png",
        "card/curves.png",
        "card/filters.png",
        "card/reliability.png",
        "card/private/wrong.png",
        "card/private/corruptions.png",
        *(f"top_patches/{layer}.npz" for layer in ("conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1")),
    }


def test_the_description_tells_how_the_version_was_made(version: Path, plan: Plan, data: Mnist) -> None:
    manifest = Manifest.read(version)
    assert (manifest.name, manifest.parameters, manifest.input_shape) == ("sequential", 260_298, (28, 28, 1))
    assert manifest.labels == tuple("0123456789")
    assert [layer.name for layer in manifest.layers][:2] == ["conv2d", "max_pooling2d"]
    assert manifest.layers[0].inputs == ()
    assert manifest.layers[1].inputs == ("conv2d",)
    assert manifest.layers[0].config["filters"] == 64
    assert (manifest.recipe, manifest.seed, manifest.data) == ("textbook", plan.seed, data.sha256)
    assert {"keras", "numpy", "python"} <= set(manifest.packages)
    assert manifest.created.tzinfo is not None
    assert [epoch["epoch"] for epoch in manifest.metrics["history"]] == [1, 2]
    assert manifest.metrics["test"]["count"] == len(data.test)


def test_no_path_of_the_machine_gets_into_a_version(version: Path) -> None:
    """Neither the repository's, nor Python's, nor the temporary folder's."""
    for path in version.rglob("*"):
        if path.suffix in {".pb", ".json", ".md", ".index"}:
            content = path.read_bytes()
            for trace in (str(Path(__file__).parents[3]), str(version.parent), ".unfinished", "site-packages"):
                assert trace.encode() not in content, f"{trace} in {path.name}"


def test_the_temperature_is_in_the_graph(small: keras.Model, tmp_path: Path) -> None:
    """Probabilities soften, logits stay, and the network's own softmax stays too."""
    plain, soft = (
        SavedModel(write_version(small, tmp_path, calibration=Calibration(temperature=temperature)))
        for temperature in (1.0, 2.0)
    )
    pictures = golden.patterns((28, 28, 1))
    np.testing.assert_array_equal(plain.predict(pictures).logits, soft.predict(pictures).logits)
    logits = soft.predict(pictures).logits / 2
    expected = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(soft.predict(pictures).probabilities, expected, atol=1e-6)
    np.testing.assert_allclose(soft.layers(pictures)["dense"], plain.predict(pictures).probabilities, atol=1e-6)
    assert Manifest.read(tmp_path / "2").calibration.temperature == 2


def test_what_differs_from_the_keras_model_is_thrown_away(
    small: keras.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A weight changed on its way to the disk is found before the version gets its number."""
    save = tf.saved_model.save

    def damage(module: tf.Module, folder: str, **options: object) -> None:
        kernel = module.weights["conv2d/kernel"]
        before = kernel.numpy()
        kernel.assign(before * 1.001)
        save(module, folder, **options)
        kernel.assign(before)

    monkeypatch.setattr(tf.saved_model, "save", damage)
    with pytest.raises(NotFaithful, match="differs from the Keras model"):
        write_version(small, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_export_leaves_no_version(
    small: keras.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("training.versions.export.check_version", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_version(small, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_misreads_plain_digits_is_not_written(small: keras.Model, tmp_path: Path) -> None:
    with pytest.raises(NotFaithful, match="does not read a plainly drawn"):
        write_version(small, tmp_path, golden_pictures=golden.digits)
    assert list(tmp_path.iterdir()) == []


def test_golden_pictures_cover_all_digits_clearly(version: Path) -> None:
    """Drawn, not MNIST's; each read right by a clear margin, and answered the same after loading."""
    with np.load(version / "assets.extra" / "golden.npz") as file:
        images, probabilities = file["images"], file["probabilities"]
    assert images.dtype == np.uint8
    assert images.shape[1:] == (28, 28)
    assert set(probabilities.argmax(axis=-1)) == set(range(10))
    assert probabilities.max(axis=-1).min() >= 0.9
    check_golden(SavedModel(version), version)


def test_the_check_knows_the_terms_magnitudes() -> None:
    faithfulness._compare("x", np.array([1e4]), np.array([1e4 + 0.05]), 1e4)
    with pytest.raises(NotFaithful):
        faithfulness._compare("x", np.array([1.0]), np.array([1.05]), 1.0)
    with pytest.raises(NotFaithful):
        faithfulness._compare("x", np.array([np.nan]), np.array([1.0]), 1.0)
