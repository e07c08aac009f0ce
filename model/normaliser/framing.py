"""MNIST's own frame: how a patch of ink becomes the 28x28 picture that the network was trained on.

The steps are those of NIST's lost normalisation as reconstructed for QMNIST (Yadav and Bottou 2019, "Cold Case: the
Lost MNIST Digits", arXiv 1905.10498): a square box around the ink, area resampling to 20x20, the brightest pixel
stretched to 255, and the centre of mass moved to the frame's centre by whole pixels. One thing is left out, the least
box of 10 px: it kept dots small in scans of 128 px, but would leave digits of 8 px small, and framing no fixed point.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 28
BOX = 20


@dataclass(frozen=True)
class Framed:
    """`frame` uint8 (28, 28) and `box` uint8 (20, 20), ink 255 on 0; `shift` = (down, right) of the box, in px, from
    the middle of the frame.
    """

    frame: NDArray[np.uint8]
    box: NDArray[np.uint8]
    shift: tuple[int, int]


def frame(ink: NDArray[np.float32]) -> Framed:
    """Frame a patch of soft ink, float32 (H, W), 0 on paper, of any positive range; it must hold some ink.

    The result is a fixed point: framing a frame changes nothing.
    """
    box = _to_box(trim(ink))
    down, right = _offset(box)
    framed = np.zeros((SIDE, SIDE), np.uint8)
    rows, columns = slice(max(0, down), down + BOX), slice(max(0, right), right + BOX)
    target = framed[rows, columns]
    top, left = max(0, -down), max(0, -right)
    target[:] = box[top : top + target.shape[0], left : left + target.shape[1]]
    return Framed(framed, box, (down - (SIDE - BOX) // 2, right - (SIDE - BOX) // 2))


def is_framed(ink: NDArray[np.uint8]) -> bool:
    """Whether ink on exact zeros, uint8 (H, W), is such a frame already: in size, box, contrast and centre of mass.

    What was framed once, by MNIST's makers or here, has no paper left to judge by: what looks like dust beside a digit
    was somebody's decision.
    """
    if ink.shape != (SIDE, SIDE) or cv2.minMaxLoc(ink)[1] < 254:
        return False
    x, y, width, height = cv2.boundingRect(ink)
    if max(width, height) not in (BOX - 1, BOX):
        return False
    moments = cv2.moments(ink)
    return _centred(moments["m10"] / moments["m00"], x, width) and _centred(moments["m01"] / moments["m00"], y, height)


def _centred(mass: float, start: int, extent: int) -> bool:
    """Whether the mass lies in the middle pixel, or as near to it as the ink's other end leaves it room."""
    if mass <= SIDE / 2 - 0.5:
        return start + extent == SIDE
    return mass <= SIDE / 2 + 0.5 or start == 0


def trim(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """The tight rectangle of everything above zero."""
    x, y, width, height = cv2.boundingRect((ink > 0).astype(np.uint8))
    return ink[y : y + height, x : x + width]


def _to_box(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Square, resampled and stretched to uint8 (20, 20), such that the long side of its ink is 20 px.

    Faint ink at the edge of a large patch may round to nothing, which would leave the digit smaller than its box;
    then what remains is what counts, and is framed again.
    """
    while True:
        height, width = ink.shape
        side = max(height, width)
        top, left = (side - height) // 2, (side - width) // 2
        square = cv2.copyMakeBorder(
            ink, top, side - height - top, left, side - width - left, cv2.BORDER_CONSTANT, value=0
        )
        while side < BOX:
            square = cv2.resize(square, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
            side *= 2
        if side > BOX:
            square = cv2.resize(square, (BOX, BOX), interpolation=cv2.INTER_AREA)
        box: NDArray[np.uint8] = np.rint(square * (255.0 / square.max())).astype(np.uint8)
        _, _, box_width, box_height = cv2.boundingRect(box)
        if max(box_width, box_height) == BOX:
            return box
        ink = trim(np.where(box > 0, square, np.float32(0)))


def _offset(box: NDArray[np.uint8]) -> tuple[int, int]:
    """Where the 20 px start in the 28, down and right, that the centre of mass lies in (14, 15], pixel centres at +0.5.

    Kept such that no ink leaves the frame, which the original's digits never needed.
    """
    moments = cv2.moments(box)
    x, y, width, height = cv2.boundingRect(box)
    down = int(14.5 - moments["m01"] / moments["m00"])
    right = int(14.5 - moments["m10"] / moments["m00"])
    return min(max(down, -y), SIDE - y - height), min(max(right, -x), SIDE - x - width)
