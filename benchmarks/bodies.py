"""The pictures that are sent, drawn by code."""

from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.normalise import normalise
from training.writing.strokes import draw

DIGIT = 7
"""The digit that each of them shows."""

SMALL, CANVAS, PHOTO = "28x28 PNG", "280x280 canvas PNG", "12-megapixel JPEG"
NAMES = {"small": SMALL, "canvas": CANVAS, "photo": PHOTO}
"""What `--pictures` takes."""


def pictures() -> dict[str, bytes]:
    """The three files by name; the first is framed as MNIST's own images are."""
    small = normalise(draw(DIGIT)).frame
    canvas = 255 - cv2.resize(small, (280, 280), interpolation=cv2.INTER_CUBIC)
    paper = np.full((3000, 4000), 205, np.float32) + np.random.default_rng(0).normal(0, 4, (3000, 4000))
    digit = cv2.resize(small, (1400, 1400), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    paper[800:2200, 1300:2700] -= 150 * digit
    photo = np.clip(paper, 0, 255).astype(np.uint8)
    return {
        SMALL: encode(small, "PNG"),
        CANVAS: encode(canvas, "PNG"),
        PHOTO: encode(cv2.cvtColor(photo, cv2.COLOR_GRAY2RGB), "JPEG"),
    }


def encode(pixels: NDArray[Any], kind: str) -> bytes:
    """A picture file in that format of Pillow's."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()
