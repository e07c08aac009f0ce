"""A hand that draws: strokes to ink, bent and of any pen's width. Ink is uint8 (H, W), 255 on 0, tightly cropped."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.uint8]
Stroke = NDArray[np.float32]  # (N, 2): x to the right and y down, in a box of about 1 x 1

_SIDE = 96  # px of a stroke's unit
_PENS = (0.02, 0.17)  # of that side: from a hairline to a marker
_FINEST = 16  # steps of a pixel that strokes are placed by


def curve(points: Sequence[tuple[float, float]] | Stroke, steps: int = 8) -> Stroke:
    """A smooth stroke through points (Catmull and Rom's), `steps` for each part of it."""
    inner = np.asarray(points, np.float32)
    knots = np.vstack([2 * inner[0] - inner[1], inner, 2 * inner[-1] - inner[-2]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, c, d = (knots[start : len(knots) - 3 + start, None] for start in range(4))
    between = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return np.vstack([between.reshape(-1, 2), inner[-1:]]).astype(np.float32)


def line(points: Sequence[tuple[float, float]]) -> Stroke:
    """A stroke with straight parts."""
    return np.asarray(points, np.float32)


def polygon(corners: Sequence[tuple[float, float]] | Stroke) -> Stroke:
    """A closed stroke with straight sides."""
    ring = np.asarray(corners, np.float32)
    return np.vstack([ring, ring[:1]])


def circle(x: float, y: float, radius: float) -> Stroke:
    """A closed round stroke."""
    angles = np.linspace(0, 2 * np.pi, 25, dtype=np.float32)
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]).astype(np.float32)


def write(strokes: Sequence[Stroke], rng: np.random.Generator, *, filled: bool = False, strength: float = 1.0) -> Ink:
    """Strokes as some hand would write them, with some pen.

    `filled` inks what the first of them encloses; `strength` is how far the hand bends them.
    """
    pen = _SIDE * np.exp(rng.uniform(*np.log(_PENS)))
    margin = int(pen) + 2
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    placed = [np.rint(((stroke - low) * _SIDE + margin) * _FINEST).astype(np.int32) for stroke in strokes]
    width, height = np.max([stroke.max(axis=0) for stroke in placed], axis=0) // _FINEST + margin + 1
    canvas = np.zeros((int(height), int(width)), np.uint8)
    if filled:
        cv2.fillPoly(canvas, placed[:1], (255,), cv2.LINE_AA, shift=4)
    cv2.polylines(canvas, placed, False, (255,), max(1, round(pen)), cv2.LINE_AA, shift=4)
    return bend(canvas, rng, strength)


def bend(ink: Ink, rng: np.random.Generator, strength: float = 1.0) -> Ink:
    """Turned, slanted, stretched and warped, the pen's edge a little uneven; `strength` 0 only crops.

    It stays what it was: the turn is at most 15 degrees and the slant at most 0.3.
    """
    height, width = ink.shape
    reach = int(0.3 * max(height, width)) + 2
    tall, wide = height + 2 * reach, width + 2 * reach
    turn, slant = np.clip(rng.normal(0, (0.12, 0.13)), -0.26, 0.3) * strength
    stretch = np.exp(np.clip(rng.normal(0, 0.12, 2), -0.25, 0.25) * strength)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = (rotation @ [[1, slant], [0, 1]] * stretch).astype(np.float32)
    x = np.arange(wide, dtype=np.float32)[None, :] - np.float32(wide / 2)
    y = np.arange(tall, dtype=np.float32)[:, None] - np.float32(tall / 2)
    coarse = rng.standard_normal((4, 4, 2), np.float32) * np.float32(0.03 * max(height, width) * strength)
    fine = rng.standard_normal((14, 14, 2), np.float32) * np.float32(0.005 * max(height, width) * strength)
    shift = sum(cv2.resize(noise, (wide, tall), interpolation=cv2.INTER_CUBIC) for noise in (coarse, fine))
    where = [
        matrix[axis, 0] * x + matrix[axis, 1] * y + np.float32(side / 2) + np.asarray(shift, np.float32)[..., axis]
        for axis, side in ((0, width), (1, height))
    ]
    return tight(np.asarray(cv2.remap(ink, where[0], where[1], cv2.INTER_LINEAR, borderValue=0), np.uint8))


def tight(ink: Ink) -> Ink:
    """The rectangle that holds all ink; as it is where there is none."""
    x, y, width, height = cv2.boundingRect(ink)
    return np.ascontiguousarray(ink[y : y + height, x : x + width]) if width else ink
