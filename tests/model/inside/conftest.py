"""Versions to look into: the shipped one, and Keras networks from elsewhere, exported as `digitscope export` does."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from model.inside.activity import Activity
from model.normalise import normalise
from model.picture.decode import decode
from model.versions.version import Version
from tests.files import digit_png
from training.versions.foreign import export_file

Export = Callable[[keras.Model], Version]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Keras save a model: it asks TensorFlow's variables for NumPy arrays in a way that NumPy 2 warns of."""
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword"))


@pytest.fixture(scope="session")
def shipped(version_folder: Path) -> Version:
    """The version that is served by default."""
    return Version.load(version_folder, warm_up=())


@pytest.fixture(scope="session")
def seven() -> NDArray[np.uint8]:
    """A drawn 7 in the network's frame."""
    return normalise(decode(digit_png(7))).frame


@pytest.fixture(scope="session")
def activity(shipped: Version, seven: NDArray[np.uint8]) -> Activity:
    """What the shipped network makes of the 7, with all its weights."""
    return activity_of(shipped, seven)


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Makes a version of a Keras network."""

    def write(network: keras.Model) -> Version:
        folder = tmp_path_factory.mktemp(network.name)
        network.save(folder / "network.keras")
        return Version.load(export_file(folder / "network.keras", folder / "digits"), warm_up=())

    return write


def activity_of(version: Version, frame: NDArray[np.uint8]) -> Activity:
    return Activity.of(version, frame, *(layer.name for layer in version.manifest.layers))


def noise(version: Version, seed: int = 0) -> NDArray[np.uint8]:
    """A picture of the version's own size, full of noise, which lets no symmetry hide a mistake."""
    height, width, channels = version.manifest.input_shape
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
