"""Checks that a written version answers as the Keras model that it was written from."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from model.versions.golden import check_golden
from model.versions.saved_model import SavedModel
from training.errors import NotFaithful
from training.versions.anatomy import Anatomy
from training.versions.signatures import Scaling

TOLERANCE = 1e-5  # of the terms' magnitudes: float32 sums in another order differ by about 1e-7 of them


def check_version(
    folder: Path, anatomy: Anatomy, scaling: Scaling, temperature: float, pictures: NDArray[np.uint8]
) -> None:
    """Load the version at `folder` and hold all three signatures against the Keras model; then ask the golden pictures.

    Raises:
        NotFaithful: a layer differs by more than 1e-5 of the terms' magnitudes.
        BadVersion: a golden picture gets another answer.
    """
    saved_model = SavedModel(folder)
    expected = _keras_values(anatomy, scaling, pictures)
    explored = saved_model.explore((pictures / 255).astype(np.float32))
    for signature, given in (("layers", saved_model.layers(pictures)), ("explore", explored)):
        for name, value in expected.items():
            _compare(f"{signature}: {name}", given[name], value, _magnitude(anatomy, expected, name))
    prediction = saved_model.predict(pictures)
    logits = explored[anatomy.logits]
    _compare("serving_default: logits", prediction.logits, logits, float(np.abs(logits).max()))
    softmax = keras.ops.softmax(logits / temperature).numpy()
    _compare("serving_default: probabilities", prediction.probabilities, softmax, float(np.abs(logits).max()))
    check_golden(saved_model, folder)


def _keras_values(anatomy: Anatomy, scaling: Scaling, pictures: NDArray[np.uint8]) -> dict[str, Any]:
    """Each layer's output by Keras alone, without the walk that the version was written with."""
    model = anatomy.model
    outputs = {layer.name: anatomy.outputs[layer.name] for layer in anatomy.layers}
    x = pictures.astype(np.float32) * np.float32(scaling.scale) + np.float32(scaling.offset)
    x = x.reshape(len(pictures), *anatomy.input_shape)
    values = keras.Model(model.inputs, outputs)([x], training=False)
    return {name: value.numpy().astype(np.float32) for name, value in values.items()}


def _magnitude(anatomy: Anatomy, values: dict[str, Any], name: str) -> float:
    """A lower bound of the magnitude of the terms that it sums: the largest value that it takes in or gives out."""
    inputs = next(layer.inputs for layer in anatomy.layers if layer.name == name)
    return max([1e-3, *(float(np.abs(values[each]).max()) for each in (name, *inputs) if each in values)])


def _compare(what: str, given: Any, expected: Any, magnitude: float) -> None:
    difference = float(np.abs(given - expected).max())
    if given.shape != expected.shape or not difference <= TOLERANCE * magnitude:
        raise NotFaithful(
            f"{what} differs from the Keras model by {difference:.2g}, more than {TOLERANCE:g} of {magnitude:.2g}"
        )
