"""The patches that excite units most, against a search through everything."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.inside.top_patches import TopPatches
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.errors import BadData
from training.mnist import Mnist
from training.top_patches import write_top_patches

LAYERS = ("conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1")


@pytest.fixture(scope="module")
def outputs(version: Path, data: Mnist) -> dict[str, np.ndarray]:
    """What every layer makes of every training image."""
    return SavedModel(version).layers(data.train.images)


def test_training_leaves_them_in_the_versions_folder(version: Path) -> None:
    assert sorted(path.stem for path in (version / "top_patches").iterdir()) == sorted(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_nine_strongest_images_are_found(
    version: Path, data: Mnist, outputs: dict[str, np.ndarray], layer: str
) -> None:
    """Of a softmax, by its input; each image once, the strongest first, with its digit."""
    values = outputs["dense_1/pre_activation" if layer == "dense_1" else layer]
    strongest = values.reshape(len(values), -1, values.shape[-1]).max(1)  # [images, units]
    found = TopPatches.read(version, layer)
    assert found.activations.shape == (values.shape[-1], 9)
    expected = -np.sort(-strongest, axis=0)[:9].T
    assert found.activations == pytest.approx(expected, abs=1e-5)
    assert (found.labels == data.train.labels[found.images]).all()
    for unit, images in enumerate(found.images):
        assert len(set(images)) == 9
        assert strongest[images, unit] == pytest.approx(found.activations[unit], abs=1e-5)


@pytest.mark.parametrize("layer", LAYERS)
def test_means_are_over_all_images_of_a_digit(
    version: Path, data: Mnist, outputs: dict[str, np.ndarray], layer: str
) -> None:
    values = outputs["dense_1/pre_activation" if layer == "dense_1" else layer]
    means = values.reshape(len(values), -1, values.shape[-1]).mean(1)
    expected = np.stack([means[data.train.labels == digit].mean(0) for digit in range(10)], 1)
    assert TopPatches.read(version, layer).means == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("layer", "size", "stride"), [("conv2d", 3, 1), ("conv2d_1", 8, 2), ("conv2d_2", 18, 4)])
def test_a_patch_is_what_the_strongest_place_sees(
    version: Path, data: Mnist, outputs: dict[str, np.ndarray], layer: str, size: int, stride: int
) -> None:
    found = TopPatches.read(version, layer)
    assert found.patches.shape[2:] == (size, size)
    for unit in range(0, len(found.images), 7):
        for rank in range(9):
            row, column = found.corners[unit, rank]
            image = data.train.images[found.images[unit, rank]]
            assert (found.patches[unit, rank] == image[row : row + size, column : column + size]).all()
            value = outputs[layer][found.images[unit, rank], row // stride, column // stride, unit]
            assert value == pytest.approx(found.activations[unit, rank], abs=1e-5)


def test_dense_units_are_shown_whole_frames(version: Path, data: Mnist) -> None:
    found = TopPatches.read(version, "dense")
    assert (found.patches == data.train.images[found.images]).all()
    assert not found.corners.any()


def test_made_again_they_are_the_same_and_nothing_else_is_left(version: Path, data: Mnist) -> None:
    told: list[tuple[int, int]] = []
    before = TopPatches.read(version, "conv2d_1")
    folder = write_top_patches(
        version, Manifest.read(version), SavedModel(version), data.train, lambda *done: told.append(done)
    )
    after = TopPatches.read(version, "conv2d_1")
    assert (before.patches == after.patches).all()
    assert folder == version / "top_patches"
    assert told[-1] == (640, 640)
    assert not list(version.parent.glob(".unfinished-*"))


def test_a_version_for_other_pictures_is_refused(version: Path, data: Mnist) -> None:
    manifest = Manifest.read(version).model_copy(update={"input_shape": (32, 32, 3)})
    with pytest.raises(BadData, match=r"28x28 images; this version takes \(32, 32, 3\)"):
        write_top_patches(version, manifest, SavedModel(version), replace(data.train))
