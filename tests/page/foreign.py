"""A network on 20x24 colour pictures with four classes, with layers that ours has not, and two branches that meet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keras

from tests.service import Service, running
from training.versions.foreign import export_file

LABELS = ("circle", "square", "star", "cross")


@contextmanager
def foreign_network(folder: Path) -> Iterator[Service]:
    """A service of that network alone, written as `digitscope export` writes it."""
    keras.utils.set_random_seed(3)
    frame = keras.Input((20, 24, 3))
    wide = keras.layers.Conv2D(6, 5, strides=2, padding="same", activation="relu", name="wide")(frame)
    mean = keras.layers.AveragePooling2D(2, name="mean")(wide)
    mix = keras.layers.Conv2D(9, 1, name="mix")(mean)
    near = keras.layers.Conv2D(9, 3, padding="same", activation="relu", name="near")(mean)
    joined = keras.layers.Add(name="joined")([mix, near])
    whole = keras.layers.GlobalAveragePooling2D(name="whole")(joined)
    network = keras.Model(frame, keras.layers.Dense(4, activation="softmax", name="head")(whole))
    versions = folder / "shapes"
    versions.mkdir()
    network.save(folder / "shapes.keras")
    export_file(folder / "shapes.keras", versions, labels=LABELS)
    with running(folder / "log", model_dir=versions) as started:
        yield started
