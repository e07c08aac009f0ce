"""Networks from elsewhere: a Keras file in, a version out."""

from math import isfinite
from pathlib import Path
from typing import Any

import keras

from training.errors import BadOption, NotAClassifier
from training.versions.export import write_version
from training.versions.signatures import Scaling


def export_file(
    file: Path,
    models: Path,
    *,
    number: int | None = None,
    labels: tuple[str, ...] | None = None,
    scale: str | None = None,
    offset: float = 0.0,
) -> Path:
    """Write the Keras model of `file` as a version under `models`, and return its folder.

    Args:
        file: `.keras` or `.h5`, holding a built Sequential or functional image classifier.
        models: the folder of versions.
        number: the version's number; the next free one by default.
        labels: one per class.
        scale: what a picture's values 0..255 are multiplied with, as a number or a fraction such as `1/255`; by default
            1 where the network rescales for itself, else 1/255.
        offset: what is added after that.

    Raises:
        NotAClassifier, BadOption, NotFaithful, VersionExists: see there. Nothing is left under `models` then.
    """
    model = load(file)
    factor = (1.0 if rescales(model) else 1 / 255) if scale is None else parse_scale(scale)
    return write_version(model, models, number=number, labels=labels, scaling=Scaling(factor, offset))


def load(file: Path) -> keras.Model:
    """The model of a Keras file; raises NotAClassifier where it holds none that can be loaded without running code."""
    if not file.is_file():
        raise NotAClassifier(f"there is no file {file}")
    try:
        model = keras.models.load_model(file, compile=False)
    except Exception as error:  # Keras raises many kinds for a file that it cannot take
        reason = str(error).strip().split("\n", 1)[0]
        raise NotAClassifier(f"{file} holds no Keras model that can be loaded: {reason}") from error
    if not isinstance(model, keras.Model):
        raise NotAClassifier(f"{file} holds a {type(model).__name__}, not a Keras model")
    return model


def rescales(network: Any) -> bool:
    """Whether a Rescaling or Normalization layer is inside, so that the network takes pictures as they are."""
    return any(
        isinstance(layer, keras.layers.Rescaling | keras.layers.Normalization)
        or (isinstance(layer, keras.Model) and rescales(layer))
        for layer in network.layers
    )


def parse_scale(text: str) -> float:
    """A number or a fraction of two, such as `1/127.5`; raises BadOption."""
    numerator, _, denominator = text.partition("/")
    try:
        value = float(numerator) / (float(denominator) if denominator else 1.0)
    except (ValueError, ZeroDivisionError):
        raise BadOption(f"--scale must be a number or a fraction such as 1/255; it is {text!r}") from None
    if not isfinite(value) or value == 0:
        raise BadOption(f"--scale must be a finite number other than 0, such as 1/255; it is {text!r}")
    return value
