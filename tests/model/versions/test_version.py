"""A version that is whole is loaded and answers; one that is not is refused with what is wrong and what to do."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from model.errors import BadRequest, BadVersion, Mismatch, NotFound
from model.versions.manifest import Manifest
from model.versions.version import Version
from tests.doubles import FakeNetwork
from tests.versions import DAMAGES, damaged_copy


@pytest.fixture(scope="module")
def version(version_folder: Path) -> Version:
    return Version.load(version_folder, warm_up=[1, 2])


@pytest.fixture
def manifest(version_folder: Path) -> Manifest:
    return Manifest.read(version_folder)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_version_that_is_not_whole_is_refused(damage: str, version_folder: Path, tmp_path: Path) -> None:
    folder = damaged_copy(version_folder, tmp_path, damage) / "1"
    with pytest.raises(BadVersion, match=DAMAGES[damage][1]) as refused:
        Version.load(folder, warm_up=())
    assert str(folder) in str(refused.value)
    assert str(refused.value).endswith("Restore that folder, remove it, or point DIGITSCOPE_MODEL_DIR at another model")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadVersion, match=f"no model version at {tmp_path / '7'}"):
        Version.load(tmp_path / "7", warm_up=())


def test_the_number_is_the_folders_name(version_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(version_folder, tmp_path / "digits" / "42")
    assert Version.load(tmp_path / "digits" / "42", warm_up=()).number == 42


def test_scores_are_one_pair_for_each_frame_and_the_same_in_any_company(version: Version) -> None:
    frames = list(np.random.default_rng(0).integers(0, 255, (5, 28, 28), np.uint8))
    together = version.score(frames)
    for frame, (probabilities, logits) in zip(frames, together, strict=True):
        assert probabilities.dtype == logits.dtype == np.float32
        assert probabilities.sum() == pytest.approx(1, abs=1e-5)
        ((alone, _),) = version.score([frame])
        assert alone == pytest.approx(probabilities, abs=1e-5)


def test_probabilities_are_the_softmax_of_the_tempered_logits(version: Version) -> None:
    ((probabilities, logits),) = version.score([np.zeros((28, 28), np.uint8)])
    tempered = np.exp(logits / version.manifest.calibration.temperature)
    assert probabilities == pytest.approx(tempered / tempered.sum(), abs=1e-6)


def test_feature_maps_come_in_the_networks_order_and_shapes(version: Version) -> None:
    maps = version.feature_maps(np.zeros((28, 28), np.uint8))
    assert [(name, values.shape) for name, values in maps.items()] == [
        (layer.name, layer.output_shape) for layer in version.layers
    ]


def test_pre_activations_stand_in_for_the_outputs_of_layers_that_have_them(version: Version) -> None:
    frame = np.random.default_rng(0).integers(0, 255, (28, 28), np.uint8)
    after, before = version.feature_maps(frame), version.feature_maps(frame, pre_activation=True)
    assert list(before) == list(after)
    assert np.array_equal(np.maximum(before["conv2d"], 0), after["conv2d"])
    assert (before["conv2d"] < 0).any()
    assert np.array_equal(before["max_pooling2d"], after["max_pooling2d"])
    assert before["dense_1"] == pytest.approx(version.score([frame])[0][1], abs=1e-4)


def test_weights_go_by_keras_names_and_count_up_to_the_layers_parameters(version: Version) -> None:
    for layer in version.layers:
        if layer.parameters:
            weights = version.weights(layer.name)
            assert sorted(weights) == ["bias", "kernel"]
            assert sum(weight.size for weight in weights.values()) == layer.parameters
    assert version.weights("conv2d_1")["kernel"].shape == (3, 3, 64, 64)


def test_a_layer_without_weights_is_refused_with_those_that_have_some(version: Version) -> None:
    with pytest.raises(BadRequest, match=r"'flatten' is a Flatten and has no weights; .* conv2d, conv2d_1, conv2d_2"):
        version.weights("flatten")
    with pytest.raises(NotFound, match="no layer 'x'; the layers are conv2d"):
        version.weights("x")


def test_a_version_for_other_pictures_says_that_it_takes_no_frames(manifest: Manifest) -> None:
    coloured = manifest.model_copy(update={"input_shape": (32, 32, 3)})
    with pytest.raises(Mismatch, match=r"version 3 takes pictures of .*\(32, 32, 3\), and .*\(28, 28, 1\)"):
        Version(3, coloured, FakeNetwork(coloured)).require_frames()  # type: ignore[arg-type]
    Version(3, manifest, FakeNetwork(manifest)).require_frames()  # type: ignore[arg-type]
