"""What ink is sent on: drawn in a program, scanned, or on paper. Digits arrive in the same ways."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.writing.hand import Ink
from training.writing.paper import on_any_sheet

Picture = NDArray[np.uint8]  # (H, W) or (H, W, 3) RGB

_SIDES = ((14, 40), (40, 100), (100, 180))  # px of the ink's long side
_SIDE_SHARES = (0.15, 0.75, 0.1)
_PAPER_SIDE = 72  # px; sheets of paper cost by their pixels


def present(ink: Ink, rng: np.random.Generator) -> Picture:
    """Ink, uint8 (H, W), 255 on 0, as a picture that somebody would send: uint8 (H, W) or (H, W, 3)."""
    way = rng.choice(3, p=(0.55, 0.33, 0.12))
    if way == 2:
        coverage = _sized(ink, rng.uniform(40, _PAPER_SIDE)).astype(np.float32) / np.float32(255)
        return on_any_sheet(coverage, rng, share=0.5, room=48)
    low, high = _SIDES[rng.choice(len(_SIDES), p=_SIDE_SHARES)]
    return (_drawn, _scanned)[way](_sized(ink, rng.uniform(low, high)), rng)


def _sized(ink: Ink, side: float) -> Ink:
    scale = side / max(ink.shape)
    size = tuple(max(1, round(extent * scale)) for extent in ink.shape[::-1])
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)


def _with_margins(ink: Ink, rng: np.random.Generator) -> Ink:
    side = max(ink.shape)
    top, bottom, left, right = (int(side * margin) for margin in rng.uniform(0, rng.uniform(0.05, 0.7), 4) + 0.02)
    return np.asarray(cv2.copyMakeBorder(ink, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0), np.uint8)


def _drawn(ink: Ink, rng: np.random.Generator) -> Picture:
    """On a clean canvas: white on black, black on white, or in colour."""
    framed = _with_margins(ink, rng)
    choice = rng.random()
    if choice < 0.4:
        return framed
    if choice < 0.75:
        return np.invert(framed)
    coverage = framed[..., None] / np.float32(255)
    dark, light = rng.uniform(0, 110, 3), rng.uniform(190, 255, 3)
    paper, pen = (light, dark) if rng.random() < 0.7 else (dark, light)
    return np.asarray(np.rint(paper * (1 - coverage) + pen * coverage), np.uint8)


def _scanned(ink: Ink, rng: np.random.Generator) -> Picture:
    """In greys, under uneven light, somewhat blurred and noisy."""
    framed = _with_margins(ink, rng).astype(np.float32) * np.float32(rng.uniform(0.35, 0.9))
    blurred = np.asarray(cv2.GaussianBlur(framed, (0, 0), rng.uniform(0.3, 0.012 * max(ink.shape) + 0.4)), np.float32)
    light = rng.uniform(0.8, 1.0, (2, 2)).astype(np.float32)
    paper = cv2.resize(light, framed.shape[::-1], interpolation=cv2.INTER_LINEAR) * np.float32(rng.uniform(200, 250))
    noise = rng.standard_normal(framed.shape, np.float32) * np.float32(rng.uniform(0.5, 6))
    levels = np.clip(paper * (1 - blurred / np.float32(255)) + noise, 0, 255)
    picture = np.asarray(levels, np.uint8)
    return picture if rng.random() < 0.8 else np.invert(picture)
