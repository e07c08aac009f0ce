"""Photographs, textures and printed pages: uint8 (H, W) or (H, W, 3) RGB pictures in which nobody wrote anything."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]

_SIDES = (36, 120)  # px


def crop(rng: np.random.Generator) -> Picture:
    """A part of a photograph that Matplotlib ships, turned and brightened in any way."""
    photograph = _photograph()
    side = int(rng.uniform(40, 500))
    top, left = (int(rng.uniform(0, extent - side)) for extent in photograph.shape[:2])
    part = np.rot90(photograph[top : top + side, left : left + side], int(rng.integers(4)))
    small = cv2.resize(np.ascontiguousarray(part), _size(rng), interpolation=cv2.INTER_AREA)
    levels = small[..., rng.permutation(3)] * np.float32(rng.uniform(0.5, 1.8)) + np.float32(rng.uniform(-60, 60))
    return _as_sent(levels, rng)


def crowd(rng: np.random.Generator) -> Picture:
    """Things of many colours before and behind each other, as in any photograph from afar."""
    width, height = _size(rng)
    picture = _clouds((height, width), rng)[..., None] * rng.uniform(20, 80, 3) + rng.uniform(60, 200, 3)
    for _ in range(rng.integers(2, 9)):
        centre = np.array([width, height]) * rng.uniform(-0.1, 1.1, 2)
        corners = centre + rng.normal(0, rng.uniform(0.05, 0.3), (rng.integers(3, 9), 2)) * (width, height)
        outline = corners.astype(np.int32)
        body = np.zeros((height, width), np.uint8)
        cv2.fillPoly(body, [cv2.convexHull(outline) if rng.random() < 0.5 else outline], (255,), cv2.LINE_AA)
        opacity = body[..., None] / np.float32(255)
        shade = _clouds((height, width), rng)[..., None] * 20 + rng.uniform(0, 255, 3)
        picture = picture * (1 - opacity) + shade * opacity
    return _as_sent(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 2)), rng)


def thing(rng: np.random.Generator) -> Picture:
    """One thing with light and shade on it before a plain ground: an animal, a cup, a tower by night."""
    width, height = _size(rng)
    x, y = (np.linspace(-1, 1, side, dtype=np.float32) for side in (width, height))
    reach = np.hypot(x[None, :] * rng.uniform(0.8, 2), y[:, None] * rng.uniform(0.8, 2))
    body = np.clip((0.7 - reach + 0.35 * _clouds((height, width), rng)) * rng.uniform(4, 25), 0, 1)[..., None]
    ground, colour = rng.uniform(0, 255, (2, 3))
    shade = _clouds((height, width), rng)[..., None] * rng.uniform(10, 90)
    slope = x[None, :, None] * rng.uniform(-25, 25) + y[:, None, None] * rng.uniform(-25, 25)
    return _as_sent((ground + slope) * (1 - body) + (colour + shade) * body, rng)


def clouds(rng: np.random.Generator) -> Picture:
    """Soft light and dark without an edge, in greys."""
    width, height = _size(rng)
    levels = np.sum([_clouds((height, width), rng, knots) / knots for knots in (2, 5, 12)], axis=0)
    return _as_sent(levels * rng.uniform(100, 300) + 128, rng)


def grains(rng: np.random.Generator) -> Picture:
    """Random light and dark in coarse grains, some black and white; in fine ones no ink would be found."""
    width, height = _size(rng)
    grain = int(rng.integers(4, 14))
    levels = rng.uniform(0, 255, (height // grain + 2, width // grain + 2)).astype(np.float32)
    if rng.random() < 0.6:
        levels = np.where(levels > rng.uniform(40, 230), np.float32(240), np.float32(20))
    way = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_CUBIC
    return _as_sent(cv2.resize(levels, (width, height), interpolation=way), rng)


def chequers(rng: np.random.Generator) -> Picture:
    """A board, straight or turned."""
    width, height = _size(rng)
    angle, pitch = rng.choice([0, rng.uniform(0, np.pi)]), rng.uniform(0.05, 0.3) * max(width, height)
    x, y = np.arange(width)[None, :], np.arange(height)[:, None]
    across, down = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    board = np.floor(across / pitch) + np.floor(down / pitch)
    low, high = np.sort(rng.uniform(0, 255, 2))
    return _as_sent(np.where(board % 2 == 0, low, high), rng)


def page(rng: np.random.Generator) -> Picture:
    """Lines of print too small to be read, with a picture among them at times."""
    width, height = _size(rng)
    sheet = np.full((height, width), rng.uniform(200, 255))
    pitch, ink = int(rng.integers(5, 12)), rng.uniform(0, 90)
    for top in range(int(rng.integers(1, 10)), height - pitch, pitch):
        end = int(width * rng.uniform(0.5, 1))
        words = np.repeat(rng.random(end // 2 + 1) < 0.6, 2)[:end]
        rows = sheet[top : top + max(2, pitch // 2), :end]
        rows[words & (rng.random(rows.shape) < 0.7)] = ink
    if rng.random() < 0.3:
        top, left = (int(extent * rng.uniform(0, 0.6)) for extent in (height, width))
        sheet[top : top + height // 3, left : left + width // 3] = rng.uniform(0, 160)
    return _as_sent(cv2.GaussianBlur(sheet, (0, 0), rng.uniform(0.4, 1)), rng)


KINDS: dict[str, Callable[[np.random.Generator], Picture]] = {
    draw.__name__: draw for draw in (crop, crowd, thing, clouds, grains, chequers, page)
}


def _size(rng: np.random.Generator) -> tuple[int, int]:
    """Width and height."""
    width, height = np.exp(rng.uniform(*np.log(_SIDES))) * rng.uniform(0.75, 1.33, 2)
    return int(width), int(height)


def _as_sent(levels: NDArray[Any], rng: np.random.Generator) -> Picture:
    """Grey levels or colours with the noise of a sensor, light and dark swapped now and then."""
    noise = rng.standard_normal(levels.shape, np.float32) * np.float32(rng.uniform(0, 6))
    picture = np.asarray(np.clip(levels + noise, 0, 255), np.uint8)
    return picture if rng.random() < 0.7 else 255 - picture


def _clouds(shape: tuple[int, int], rng: np.random.Generator, knots: int = 5) -> Plane:
    """Smooth noise of standard deviation about 1."""
    coarse = rng.standard_normal((knots, knots), np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


@cache
def _photograph() -> Picture:
    with Image.open(Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg") as image:
        return np.asarray(image.convert("RGB"))
