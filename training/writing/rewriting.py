"""A digit written again: by another hand, with another pen.

MNIST's digits are enlarged to where a pen's width can be changed by fractions of MNIST's pixels, bent as hands differ,
and inked from a hairline to a marker.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.framing import SIDE
from model.normaliser.pen import stroke_width

ZOOM = 4  # px of the canvas for one of MNIST's
CANVAS = SIDE * ZOOM
Ink = NDArray[np.float32]  # coverage in 0..1

_FAINT = 0.1  # coverage; less is what smooth enlarging leaves beside a stroke, and would make a digit's box too wide
_ROOM = 1.25  # times its size: what a digit may grow before it leaves the canvas
_HALF_COVERED = 110  # of 255: where MNIST's soft edges lie once enlarged
_PENS = (1.0, 5.0)  # px of MNIST's; its own are 1.1 to 3.3 wide
_THINNEST = 0.33  # of the pen's width that may be taken off each side


def bend(image: NDArray[np.uint8], rng: np.random.Generator, strength: float = 1.0) -> Ink:
    """A digit, uint8 (28, 28), enlarged, turned, slanted, stretched and warped: float32 (112, 112).

    `strength` scales how far hands may differ; 0 leaves the digit's form as it is.
    """
    large = cv2.resize(image, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    where = _affine(rng, strength) + _elastic(rng, strength)
    bent = cv2.remap(large, where, None, cv2.INTER_LINEAR, borderValue=0)  # type: ignore[call-overload]
    ink = np.asarray(bent, np.float32) / np.float32(255)
    return np.where(ink > _FAINT, ink, np.float32(0))


def ink_anew(ink: Ink, rng: np.random.Generator) -> Ink:
    """The same strokes with a pen of another width and sharpness; of the same shape."""
    mask = (ink > _HALF_COVERED / 255).astype(np.uint8)
    if not mask.any():
        return ink
    width = stroke_width(mask)
    wanted = ZOOM * np.exp(rng.uniform(*np.log(_PENS)))
    grow = max((wanted - width) / 2, -_THINNEST * width)
    signed = cv2.distanceTransform(mask, cv2.DIST_L2, 3) - cv2.distanceTransform(1 - mask, cv2.DIST_L2, 3)
    edge = np.float32(rng.uniform(1.0, 3.5))
    inked: Ink = np.clip((signed + np.float32(grow)) / edge + np.float32(0.5), 0, 1)
    return inked if inked.any() else ink


def _affine(rng: np.random.Generator, strength: float) -> NDArray[np.float32]:
    """Where each pixel of the canvas comes from, float32 (112, 112, 2): x and y."""
    angle = np.deg2rad(np.clip(rng.normal(0, 8), -24, 24)) * strength
    slant = np.clip(rng.normal(0, 0.14), -0.4, 0.4) * strength
    wide, high = np.exp(np.clip(rng.normal(0, 0.11, 2), -0.3, 0.3) * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = (turn @ [[1, slant], [0, 1]] * [_ROOM * wide, _ROOM * high]).astype(np.float32)
    middle = np.float32((CANVAS - 1) / 2)
    line = np.arange(CANVAS, dtype=np.float32) - middle
    x, y = line[None, :], line[:, None]
    return np.stack([matrix[i, 0] * x + matrix[i, 1] * y + middle for i in (0, 1)], axis=-1)


def _elastic(rng: np.random.Generator, strength: float) -> NDArray[np.float32]:
    """A smooth random displacement, float32 (112, 112, 2), of up to 1.2 of MNIST's pixels in standard deviation."""
    knots = int(rng.integers(3, 7))
    coarse = rng.standard_normal((knots, knots, 2), np.float32) * np.float32(rng.uniform(0, 1.2) * ZOOM * strength)
    return np.asarray(cv2.resize(coarse, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC), np.float32)
