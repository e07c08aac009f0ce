"""Writes the golden pictures of a version: drawn by code of ours, answered by the version's own network."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.versions.golden import FILE_NAME
from model.versions.saved_model import SavedModel
from training.errors import NotFaithful
from training.writing.strokes import HANDS, draw

_CLEAR = 0.9  # a probability so high stays on the right side on every processor
Pictures = NDArray[np.uint8]


def write_golden(saved_model: SavedModel, folder: Path, pictures: Pictures) -> None:
    """Store pictures and this version's probabilities for them in `assets.extra/golden.npz`."""
    path = folder / FILE_NAME
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, images=pictures, probabilities=saved_model.predict(pictures).probabilities)


def digits(saved_model: SavedModel) -> Pictures:
    """Drawn digits that the network reads right and clearly, uint8 [N, 28, 28]; of each digit one or more.

    Raises:
        NotFaithful: it reads no drawing of some digit, so it is not fit to be served.
    """
    drawn = [(digit, draw(digit, hand)) for hand in HANDS for digit in range(10)]
    pictures = np.stack([picture for _, picture in drawn])
    labels = np.array([digit for digit, _ in drawn])
    clear = saved_model.predict(pictures).probabilities[np.arange(len(labels)), labels] >= _CLEAR
    unread = sorted(set(range(10)) - set(labels[clear].tolist()))
    if unread:
        raise NotFaithful(f"the network does not read a plainly drawn {unread[0]}; train it longer")
    return np.asarray(pictures[clear])


def patterns(shape: tuple[int, ...]) -> Pictures:
    """Pictures for a network of unknown purpose, uint8 [N, *shape]: a gradient each way, a disc, noise."""
    height, width, channels = shape
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    disc = (rows - 0.5) ** 2 + (columns - 0.5) ** 2 < 0.1
    noise = np.random.default_rng(0).random((2, height, width))
    planes = np.round(255 * np.stack([rows, columns, disc, *noise])).astype(np.uint8)
    if channels == 1:
        return planes
    return np.stack([np.roll(planes, shift, axis=0) for shift in range(channels)], axis=-1)
