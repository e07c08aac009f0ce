"""Digits drawn by code, as a pen would: stroke after stroke, each time a little different. Needs no data."""

import cv2
import numpy as np
from numpy.typing import NDArray

# Points (x right, y down) in hundredths of a box; a smooth curve runs through each stroke's points.
_VARIANTS: dict[int, list[str]] = {
    0: [
        "50,0 20,15 10,50 20,85 50,100 80,85 90,50 80,15 48,0",
    ],
    1: [
        "50,0 50,50 50,100",
        "25,25 42,12 55,0 / 55,0 55,50 55,100",
    ],
    2: [
        "12,25 25,5 55,0 82,15 80,40 50,70 12,100 / 12,100 50,98 92,100",
    ],
    3: [
        "15,12 40,0 72,6 78,25 65,42 40,48 / 40,48 70,52 86,72 70,95 40,100 12,88",
    ],
    4: [
        "45,0 30,30 10,65 / 10,65 50,64 95,62 / 70,30 68,65 66,100",
        "15,2 14,30 16,52 / 16,52 50,53 82,50 / 82,0 80,50 80,100",
    ],
    5: [
        "28,2 25,20 22,42 / 22,42 50,36 80,50 84,75 60,97 30,100 10,90 / 28,2 55,2 85,0",
    ],
    6: [
        "70,0 40,20 18,55 20,85 48,100 78,88 80,65 55,52 22,70",
    ],
    7: [
        "10,3 50,2 88,0 / 88,0 65,45 45,100",
        "10,3 50,2 88,0 / 88,0 65,45 45,100 / 40,50 62,49 84,48",
    ],
    8: [
        "75,12 50,0 25,12 28,34 55,50 80,72 70,95 45,100 20,90 20,70 45,50 70,33 75,12",
    ],
    9: [
        "80,20 60,2 30,5 18,28 35,48 62,45 80,20 / 80,20 78,60 68,100",
    ],
}


def draw(digit: int, rng: np.random.Generator, *, side: int = 200, width: float = 0.1) -> NDArray[np.float32]:
    """A digit whose long side measures about `side` px, as coverage by ink, float32 (H, W) in 0..1.

    `width` is the stroke's over the long side. Slant, proportions and each point vary with `rng`.
    """
    variant = _VARIANTS[digit][rng.integers(len(_VARIANTS[digit]))]
    slant, slim, turn = rng.normal(0, 0.12), rng.uniform(0.55, 0.9), rng.normal(0, 0.06)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[slim, -slant], [0, 1]]
    moved = {
        name: matrix @ (np.array(name.split(","), np.float64) / 100 + rng.normal(0, 0.015, 2))
        for name in sorted(set(variant.split()) - {"/"})
    }
    strokes = [np.array([moved[name] for name in stroke.split()]) for stroke in variant.split(" / ")]
    curves = [_smooth(stroke) * side for stroke in strokes]
    pen = max(1.0, width * side)
    corner = np.min([curve.min(axis=0) for curve in curves], axis=0) - pen
    extent = np.max([curve.max(axis=0) for curve in curves], axis=0) + pen - corner
    canvas = np.zeros((int(extent[1]) + 1, int(extent[0]) + 1), np.uint8)
    for curve in curves:
        fixed = np.rint((curve - corner) * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [fixed], False, 255, max(1, round(pen)), cv2.LINE_AA, shift=4)
    return canvas.astype(np.float32) / np.float32(255)


def enlarge(image: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """An MNIST image (ink 255 on 0) as coverage by ink, its longer side `side` px, with edges sharp again."""
    rows, columns = np.flatnonzero(image.max(axis=1)), np.flatnonzero(image.max(axis=0))
    tight = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32) / np.float32(255)
    factor = side / max(tight.shape)
    padded = cv2.copyMakeBorder(tight, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    large = cv2.resize(padded, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    steep = max(1.0, factor / 2)
    sharp: NDArray[np.float32] = np.clip((large - np.float32(0.45)) * np.float32(steep) + np.float32(0.5), 0, 1)
    return sharp


def _smooth(points: NDArray[np.float64], steps: int = 12) -> NDArray[np.float64]:
    """A Catmull-Rom spline through points (N, 2)."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.vstack([*parts, points[-1:]])
