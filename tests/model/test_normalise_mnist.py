"""MNIST's own images pass through unchanged, and the digit stays the same whatever is done to the picture around it."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from model.normalise import normalise
from model.picture.decode import decode
from model.versions.saved_model import SavedModel
from tests.mnist import images, needs_mnist

pytestmark = needs_mnist

Pixels = NDArray[np.uint8]
COUNT = 2000
SAME = 0.999

# Their ink is 18 px high, not the 20 (or 19) of all the others, so that it is enlarged.
UNLIKE_MNIST = 4


@pytest.fixture(scope="module")
def model(version_folder: Path) -> SavedModel:
    return SavedModel(version_folder)


def test_mnist_passes_through_within_one_grey_level() -> None:
    """Of the 70,000 images all but four are frames already."""
    everything = np.concatenate([images("train"), images("test")])
    far = [i for i, image in enumerate(everything) if np.abs(normalise(image).frame.astype(int) - image).max() > 1]
    assert len(far) <= UNLIKE_MNIST


def on_page(image: Pixels, rng: np.random.Generator, side: int) -> Pixels:
    page = np.zeros((side, side), np.uint8)
    down, right = rng.integers(0, side - 28, 2)
    page[down : down + 28, right : right + 28] = image
    return page


def sent(image: Image.Image, **options: object) -> Pixels:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return decode(file.getvalue()).pixels


def turned(image: Pixels) -> Pixels:
    exif = Image.Exif()
    exif[0x0112] = 6
    return sent(Image.fromarray(np.ascontiguousarray(np.rot90(image))), exif=exif.tobytes())


def in_alpha(image: Pixels) -> Pixels:
    picture = Image.new("LA", (28, 28), (0, 0))
    picture.putalpha(Image.fromarray(image))
    return sent(picture)


CHANGES: dict[str, Callable[[Pixels, np.random.Generator], Pixels]] = {
    "scaled up by 2": lambda image, _: image.repeat(2, axis=0).repeat(2, axis=1),
    "scaled up by 10": lambda image, _: image.repeat(10, axis=0).repeat(10, axis=1),
    "on a page of 100 px": lambda image, rng: on_page(image, rng, 100),
    "on a page of 1000 px": lambda image, rng: on_page(image, rng, 1000),
    "inverted on a page": lambda image, rng: 255 - on_page(image, rng, 300),
    "inverted": lambda image, _: 255 - image,
    "in alpha": lambda image, _: in_alpha(image),
    "in RGB": lambda image, _: sent(Image.fromarray(image).convert("RGB")),
    "in 16 bits": lambda image, _: sent(Image.fromarray(image.astype(np.uint16) * 257)),
    "turned by EXIF": lambda image, _: turned(image),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_digit_stays_the_same(name: str, model: SavedModel) -> None:
    """For at least 99.9 % of the images the model's answer is that for the untouched image."""
    rng = np.random.default_rng(0)
    originals = images("test")[:: len(images("test")) // COUNT]
    frames = np.stack([normalise(CHANGES[name](image, rng)).frame for image in originals])
    before, after = (model.predict(stack).probabilities.argmax(axis=1) for stack in (originals, frames))
    assert (before == after).mean() >= SAME
