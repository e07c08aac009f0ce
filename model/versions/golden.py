"""Golden pictures: pictures that a version carries, with the answers that it must give to them."""

import zipfile
from pathlib import Path

import numpy as np

from model.errors import BadVersion
from model.versions.saved_model import SavedModel

FILE_NAME = Path("assets.extra") / "golden.npz"
TOLERANCE = 1e-3  # other processors round otherwise


def check_golden(saved_model: SavedModel, folder: Path) -> None:
    """Ask a loaded version its golden pictures.

    `assets.extra/golden.npz` holds `images`, uint8 [N, height, width] (and channels, where there are three), and
    `probabilities`, float32 [N, classes].

    Raises:
        BadVersion: the file is missing or damaged, a picture gets another class than it must, or a probability differs
            by more than 1e-3.
    """
    path = folder / FILE_NAME
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            images, expected = file["images"], file["probabilities"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise BadVersion(f"{path} holds no golden pictures: {error}") from error
    if not len(images) or len(images) != len(expected):
        raise BadVersion(f"{path} must hold one answer for each picture; it has {len(expected)} for {len(images)}")
    given = saved_model.predict(images).probabilities
    if given.shape != expected.shape:
        raise BadVersion(f"{folder} answers its golden pictures in shape {given.shape}; it must be {expected.shape}")
    of_expected = given[np.arange(len(given)), expected.argmax(axis=-1)]
    wrong = np.flatnonzero(given.max(axis=-1) - of_expected > TOLERANCE)  # less is a tie, which rounding may break
    if wrong.size:
        raise BadVersion(f"{folder} gives golden picture {wrong[0]} another class than it must ({wrong.size} such)")
    difference = float(np.abs(given - expected).max())
    if not difference <= TOLERANCE:  # so written, a NaN is refused too
        raise BadVersion(f"{folder} differs by {difference:.2g} on its golden pictures; at most {TOLERANCE} is allowed")
