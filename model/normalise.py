"""Any picture of a digit to MNIST's own frame, with a record of what was done.

    picture -> ink against its paper -> the digit among it -> its strokes alone -> 28x28

The frame is the network's only input, in training and in service alike.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.cutout import cut_out
from model.normaliser.digit import find_digit
from model.normaliser.framing import BOX, SIDE, Framed, frame, is_framed
from model.normaliser.ink import Ink, find_ink
from model.normaliser.pen import rewrite, stroke_width
from model.picture.colour import luminance
from model.picture.decode import Picture
from model.picture.repetition import repetition

WORKING_SIDE = 1600  # px; a larger picture is shrunk first, since no pen is that fine


@dataclass(frozen=True)
class Record:
    """What the normaliser saw and did. Lengths are in pixels of the picture as sent, upright.

    Attributes:
        blank: no ink was found.
        reason: why, in plain words; None otherwise.
        inverted: the ink was darker than its paper, so that light and dark were swapped.
        box: x, y, width, height of the digit; None when blank.
        threshold: contrast to the paper, in grey levels of 255, from which a pixel counted as ink.
        contrast: of the digit's ink to its paper, in grey levels of 255.
        stroke_ratio: width of the stroke over the long side of the box.
        shift: down, right: pixels by which the 20x20 box was moved off the frame's middle to centre its mass.
        scale: long side of the digit in the frame over that in the picture.
        groups: how many groups of ink lie whole in the picture and are about as large as the digit, it included.
        ink_share: of all the ink found, what belongs to the digit.
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
    groups: int
    ink_share: float


@dataclass(frozen=True)
class Normalised:
    """`frame` uint8 (28, 28), ink 255 on 0; `stages`, where kept, maps each stage's name to its uint8 picture."""

    frame: NDArray[np.uint8]
    record: Record
    stages: dict[str, NDArray[np.uint8]] = field(default_factory=dict)


def normalise(picture: Picture | NDArray[np.uint8], *, keep_stages: bool = False) -> Normalised:
    """The digit of a picture in MNIST's frame; a frame of zeros and `record.blank` where there is no ink.

    `picture` is a decoded one, or its pixels: uint8 (H, W) or (H, W, 3) RGB. `keep_stages` keeps what each stage made,
    in order: original, ink, box, 20x20, 28x28.
    """
    pixels, sent = (picture.pixels, picture.scale) if isinstance(picture, Picture) else (picture, 1.0)
    times = repetition(pixels) if min(pixels.shape[:2]) >= 2 * SIDE else 1
    if times > 1:
        pixels, sent = np.ascontiguousarray(pixels[::times, ::times]), sent / times
    if pixels.shape[:2] == (SIDE, SIDE):
        grey = luminance(pixels)
        for dark in (False, True):
            ink = 255 - grey if dark else grey
            if is_framed(ink):
                return _as_it_is(pixels, ink, dark, sent, keep_stages)
    largest = max(pixels.shape[:2])
    if largest > WORKING_SIDE:
        sent *= WORKING_SIDE / largest
        size = tuple(round(side * WORKING_SIDE / largest) for side in pixels.shape[1::-1])
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _normalise(pixels, sent, keep_stages)


def _as_it_is(
    pixels: NDArray[np.uint8], ink: NDArray[np.uint8], dark: bool, sent: float, keep_stages: bool
) -> Normalised:
    x, y, width, height = cv2.boundingRect(ink)
    side = max(width, height)
    top, left = (min(max(0, start - (BOX - extent) // 2), SIDE - BOX) for start, extent in ((y, height), (x, width)))
    framed = Framed(ink, ink[top : top + BOX, left : left + BOX], (top - 4, left - 4))
    ratio = stroke_width((ink >= 128).astype(np.uint8)) / side
    box = _as_sent((x, y, width, height), sent)
    record = Record(False, None, dark, box, 128.0, 255.0, ratio, framed.shift, sent, 1, 1.0)
    return Normalised(ink, record, _stages(pixels, ink, ink, framed) if keep_stages else {})


def _normalise(pixels: NDArray[np.uint8], sent: float, keep_stages: bool) -> Normalised:
    ink = find_ink(pixels)
    digit = find_digit(ink)
    if digit is None:
        return _blank(pixels, ink, keep_stages)
    soft, left, top = cut_out(ink, digit.found, digit.group)
    x, y, width, height = cv2.boundingRect((soft > 0).astype(np.uint8))
    patch = soft[y : y + height, x : x + width]
    side = max(width, height)
    ratio = stroke_width((patch > 0.5).astype(np.uint8)) / side
    framed = frame(rewrite(patch, ratio))
    box = _as_sent((x + left, y + top, width, height), sent)
    record = Record(
        blank=False,
        reason=None,
        inverted=ink.dark,
        box=box,
        threshold=ink.threshold,
        contrast=cv2.mean(ink.levels, mask=ink.mask)[0],
        stroke_ratio=ratio,
        shift=framed.shift,
        scale=BOX / side * sent,
        groups=digit.alike,
        ink_share=digit.group.area / int(digit.found.areas[1:].sum()),
    )
    return Normalised(framed.frame, record, _stages(pixels, ink.levels, patch, framed) if keep_stages else {})


def _as_sent(box: tuple[int, int, int, int], sent: float) -> tuple[int, int, int, int]:
    x, y, width, height = (round(value / sent) for value in box)
    return x, y, width, height


def _blank(pixels: NDArray[np.uint8], ink: Ink, keep_stages: bool) -> Normalised:
    reason = "no ink was found: nothing stands out from the paper; write larger or darker, or light it better"
    record = Record(True, reason, ink.dark, None, ink.threshold, 0.0, 0.0, (0, 0), 1.0, 0, 0.0)
    empty = np.zeros((SIDE, SIDE), np.uint8)
    stages = {"original": pixels, "ink": _to_picture(ink.levels), "28x28": empty} if keep_stages else {}
    return Normalised(empty, record, stages)


def _stages(
    pixels: NDArray[np.uint8],
    levels: NDArray[np.float32] | NDArray[np.uint8],
    patch: NDArray[np.float32] | NDArray[np.uint8],
    framed: Framed,
) -> dict[str, NDArray[np.uint8]]:
    return {
        "original": pixels,
        "ink": _to_picture(levels),
        "box": _to_picture(patch),
        "20x20": framed.box,
        "28x28": framed.frame,
    }


def _to_picture(ink: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(ink * np.float32(255 / max(float(ink.max()), 1e-6))), np.uint8)
