"""Keras networks as the descriptions that travel with a version."""

from datetime import UTC, datetime

import keras

from model.versions.manifest import Manifest
from training.versions.anatomy import Anatomy


def manifest_of(network: keras.Model) -> Manifest:
    anatomy = Anatomy(network)
    return Manifest(
        name=network.name,
        labels=tuple(str(label) for label in range(anatomy.classes)),
        input_shape=anatomy.input_shape,
        layers=anatomy.layers,
        created=datetime(2026, 1, 1, tzinfo=UTC),
    )
