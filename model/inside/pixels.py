"""A picture for `explore`, and parts of it put out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.versions.version import Frame

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class Patch:
    """A rectangle of the frame: its left upper corner, its sides, and what is painted there, 0..255."""

    x: int
    y: int
    width: int
    height: int
    fill: int = 0

    def cover(self, frame: Frame) -> Frame:
        """The frame with the rectangle painted over."""
        covered = frame.copy()
        covered[self.y : self.y + self.height, self.x : self.x + self.width] = self.fill
        return covered


def pixels_of(frames: Frame) -> Pixels:
    """What `explore` takes for uint8 frames of any number of axes: float32, 0..1."""
    return np.asarray(frames / np.float32(255), np.float32)


def parse_patch(text: str, shape: Sequence[int], fill: int) -> Patch:
    """The rectangle that `x,y,width,height` names in a frame of that (height, width, ...).

    Raises:
        BadRequest: the text is no such rectangle, or it lies outside of the frame in part.
    """
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        raise BadRequest(f"patch must be x,y,width,height in pixels of the frame, such as 4,4,8,8; got {text[:80]!r}")
    x, y, width, height = map(int, parts)
    if not (0 < width <= shape[1] - x and 0 < height <= shape[0] - y):
        raise BadRequest(f"patch {text} must have pixels, and lie inside the frame of {shape[1]}x{shape[0]}")
    return Patch(x, y, width, height, fill)
