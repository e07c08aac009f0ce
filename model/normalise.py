"""Any picture of a digit to MNIST's own frame, with a record of what was done.

    picture -> ink -> the digit among it -> 28x28

The frame is the network's only input, in training and in service alike.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from model.decode import Picture
from model.framing import SIDE, frame
from model.ink import Ink, find_ink


@dataclass(frozen=True)
class Record:
    """What the normaliser saw and did. Lengths are in pixels of the picture as sent, upright.

    Attributes:
        blank: no ink was found.
        reason: why, in plain words; None otherwise.
        inverted: the ink was darker than its paper, so that light and dark were swapped.
        box: x, y, width, height of the digit.
        threshold: contrast to the paper, in grey levels of 255, from which a pixel counted as ink.
        contrast: of the digit's ink to its paper, in grey levels of 255.
        stroke_ratio: width of the stroke over the long side of the box.
        shift: down, right: pixels by which the 20x20 box was moved within the frame to centre its mass.
        scale: side of the digit in the frame over its side in the picture.
    """

    blank: bool
    reason: str | None
    inverted: bool
    box: tuple[int, int, int, int] | None
    threshold: float
    contrast: float
    stroke_ratio: float
    shift: tuple[int, int]
    scale: float


@dataclass(frozen=True)
class Normalised:
    """`frame` uint8 (28, 28), ink 255 on 0; `stages`, where kept, maps each stage's name to its uint8 picture."""

    frame: NDArray[np.uint8]
    record: Record
    stages: dict[str, NDArray[np.uint8]] = field(default_factory=dict)


def normalise(picture: Picture | NDArray[np.uint8], *, keep_stages: bool = False) -> Normalised:
    """The digit of a picture in MNIST's frame; a frame of zeros and `record.blank` where there is no ink.

    `keep_stages` keeps what each stage made, in order: original, ink, box, 20x20, 28x28.
    """
    pixels, sent = (picture.pixels, picture.scale) if isinstance(picture, Picture) else (picture, 1.0)
    ink = find_ink(pixels)
    if not ink.mask.any():
        return _blank(ink)
    x, y, width, height = cv2.boundingRect((ink.soft > 0).astype(np.uint8))
    patch = ink.soft[y : y + height, x : x + width]
    framed = frame(patch)
    box = (round(x / sent), round(y / sent), round(width / sent), round(height / sent))
    record = Record(
        blank=False,
        reason=None,
        inverted=ink.dark,
        box=box,
        threshold=ink.threshold,
        contrast=float(patch.max()),
        stroke_ratio=_stroke_width(ink.mask[y : y + height, x : x + width]) / max(width, height),
        shift=framed.shift,
        scale=20 / max(width, height) * sent,
    )
    stages = {}
    if keep_stages:
        stages = {
            "original": pixels,
            "ink": _to_picture(ink.soft),
            "box": _to_picture(patch),
            "20x20": framed.box,
            "28x28": framed.frame,
        }
    return Normalised(framed.frame, record, stages)


def _blank(ink: Ink) -> Normalised:
    reason = "no ink was found: nothing stands out from the paper; write larger or darker, or light it better"
    record = Record(True, reason, ink.dark, None, ink.threshold, 0.0, 0.0, (0, 0), 1.0)
    return Normalised(np.zeros((SIDE, SIDE), np.uint8), record)


def _stroke_width(mask: NDArray[np.uint8]) -> float:
    """Mean width of strokes in px: a bar of width w has a mean distance to its edge of w/4 + 1/2."""
    distance = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)
    return max(1.0, 4 * float(cv2.mean(distance, mask=(distance > 0).astype(np.uint8))[0]) - 2)


def _to_picture(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(ink * (255.0 / max(float(ink.max()), 1e-6))).astype(np.uint8)
