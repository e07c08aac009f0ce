"""Sheets of paper by code: what writing lies on, and what light, camera and file do to it.

    ink coverage -> tool and colour -> sheet with its print -> light -> camera -> uint8 RGB picture

Seeded. `TRAITS` names what can be asked of a sheet; every trait is drawn with random strength.
"""

from collections.abc import Collection

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]  # (H, W) in 0..1
Colour = NDArray[np.float32]  # (H, W, 3) in 0..1

TOOLS = ("pen", "pencil", "marker", "chalk")
GROUNDS = ("ruled", "squared", "tinted", "show_through", "specks")
LIGHTS = ("shadow", "gradient", "vignette", "dark_border", "low_contrast")
CAMERAS = ("noise", "blur", "jpeg")
TRAITS = (*TOOLS, *GROUNDS, *LIGHTS, *CAMERAS)


def sheet(
    ink: Plane | None,
    rng: np.random.Generator,
    *,
    size: tuple[int, int] = (480, 360),
    traits: Collection[str] = (),
) -> Picture:
    """A picture of `size` (height, width) with `ink` (coverage, at most as large) somewhere near its middle.

    `ink` None gives a blank sheet with the same traits.
    """
    coverage = np.zeros(size, np.float32)
    if ink is not None:
        room = [size[axis] - ink.shape[axis] for axis in (0, 1)]
        top, left = (int(space * rng.uniform(0.35, 0.65)) for space in room)
        coverage[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    paper = _ground(size, rng, traits)
    picture = _write(paper, coverage, rng, traits)
    picture = picture * _light(size, rng, traits)[..., None]
    if "low_contrast" in traits:
        picture = picture * rng.uniform(0.2, 0.35) + rng.uniform(0.2, 0.6)
    if "dark_border" in traits:
        picture = _on_desk(picture, rng)
    return _camera(picture.astype(np.float32), rng, traits)


def on_any_sheet(ink: Plane, rng: np.random.Generator, *, share: float, room: float) -> Picture:
    """Ink on a sheet, 16 to `room` px larger, with one of the traits of each kind in `share` of the cases."""
    traits = {str(rng.choice(kind)) for kind in (TOOLS, GROUNDS, LIGHTS, CAMERAS) if rng.random() < share}
    height, width = (int(side + rng.uniform(16, room)) for side in ink.shape)
    return sheet(ink, rng, size=(height, width), traits=traits - {"dark_border"})


def _ground(size: tuple[int, int], rng: np.random.Generator, traits: Collection[str]) -> Colour:
    tint = np.full(3, rng.uniform(0.8, 0.98)) - np.array([0, 0.01, 0.03]) * rng.uniform(0, 2)
    if "chalk" in traits:
        tint = np.array([0.12, 0.2, 0.15]) * rng.uniform(0.5, 1.5)
    elif "tinted" in traits:
        tint = rng.uniform(0.5, 1.0, 3) * rng.uniform(0.75, 1.0)
    paper = np.ones((*size, 3), np.float32) * tint.astype(np.float32)
    paper *= 1 + _cloud(size, rng, 2.0, 0.006)[..., None] + _cloud(size, rng, min(size) / 8, 0.015)[..., None]
    if "ruled" in traits or "squared" in traits:
        paper = _print_lines(paper, rng, squared="squared" in traits)
    if "show_through" in traits:
        paper *= 1 - rng.uniform(0.04, 0.1) * _text(size, rng)[..., None]
    if "specks" in traits:
        dirt = np.zeros(size, np.uint8)
        for _ in range(rng.integers(3, 12)):
            centre = (int(rng.uniform(0, size[1])), int(rng.uniform(0, size[0])))
            cv2.circle(dirt, centre, int(rng.integers(1, max(2, min(size) // 120) + 1)), 255, -1, cv2.LINE_AA)
        paper *= 1 - np.float32(0.65) * _to_plane(dirt)[..., None]
    return paper


def _print_lines(paper: Colour, rng: np.random.Generator, *, squared: bool) -> Colour:
    height, width = paper.shape[:2]
    pitch = min(height, width) * rng.uniform(0.08, 0.3)
    colour = np.array([(0.55, 0.65, 0.85), (0.6, 0.6, 0.62), (0.85, 0.6, 0.6)][rng.integers(3)], np.float32)
    tilt, thick = rng.normal(0, 0.012), max(1, round(min(height, width) * rng.uniform(0.002, 0.008)))
    lines = np.zeros((height, width), np.uint8)
    for y in np.arange(rng.uniform(0, pitch), height, pitch):
        cv2.line(
            lines, (0, round(y * 16)), (width * 16, round((y + tilt * width) * 16)), 255, thick, cv2.LINE_AA, shift=4
        )
    if squared:
        for x in np.arange(rng.uniform(0, pitch), width, pitch):
            cv2.line(
                lines,
                (round(x * 16), 0),
                (round((x - tilt * height) * 16), height * 16),
                255,
                thick,
                cv2.LINE_AA,
                shift=4,
            )
    strength = _to_plane(lines)[..., None] * np.float32(rng.uniform(0.5, 1.0))
    return paper * (1 - strength + strength * colour)


def _text(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    page = np.zeros(size, np.uint8)
    scale = min(size) / 400
    for y in np.arange(20 * scale, size[0], 24 * scale):
        words = "".join(rng.choice(list("abcdefghij klmno "), 60))
        cv2.putText(
            page,
            words,
            (int(-rng.uniform(0, 30)), int(y)),
            cv2.FONT_HERSHEY_SIMPLEX,
            0.6 * scale,
            255,
            max(1, round(scale)),
        )
    return cv2.GaussianBlur(_to_plane(page[:, ::-1]), (0, 0), 1.5 * max(1.0, scale))  # type: ignore[return-value]


def _to_plane(drawn: Picture) -> Plane:
    return drawn.astype(np.float32) / np.float32(255)


def _write(paper: Colour, coverage: Plane, rng: np.random.Generator, traits: Collection[str]) -> Colour:
    size = paper.shape[:2]
    if "chalk" in traits:
        colour, opacity = np.array([0.9, 0.9, 0.85]), coverage * _grain(size, rng, 0.35, 0.95)
    elif "pencil" in traits:
        colour, opacity = np.full(3, rng.uniform(0.25, 0.5)), coverage * _grain(size, rng, 0.4, 0.85)
    elif "marker" in traits:
        colour, opacity = np.array(_INKS[rng.integers(len(_INKS))]) * 0.8, coverage * np.float32(rng.uniform(0.9, 1))
    else:
        colour, opacity = np.array(_INKS[rng.integers(len(_INKS))]), coverage * _grain(size, rng, 0.8, 1.0)
    opacity = opacity[..., None]
    return paper * (1 - opacity) + colour.astype(np.float32) * opacity


_INKS = ((0.08, 0.08, 0.1), (0.1, 0.15, 0.5), (0.7, 0.1, 0.12), (0.05, 0.35, 0.15))


def _grain(size: tuple[int, ...], rng: np.random.Generator, low: float, high: float) -> Plane:
    """Opacity that varies along the stroke, as pressure does, and from fibre to fibre."""
    wave = _cloud((size[0], size[1]), rng, min(size[:2]) / 15, 0.5) + _cloud((size[0], size[1]), rng, 1.0, 0.25)
    grain: Plane = np.clip(np.float32((low + high) / 2) + wave * np.float32((high - low) / 2), low * 0.8, 1)
    return grain


def _cloud(size: tuple[int, int], rng: np.random.Generator, reach: float, amplitude: float) -> Plane:
    """Smooth noise of the given standard deviation and correlation length in px."""
    shrink = max(1.0, reach / 2)
    coarse = rng.standard_normal((int(size[0] / shrink) + 2, int(size[1] / shrink) + 2)).astype(np.float32)
    coarse = cv2.GaussianBlur(coarse, (0, 0), max(0.3, reach / shrink / 2))  # type: ignore[assignment]
    smooth = cv2.resize(coarse, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return smooth * np.float32(amplitude / max(float(smooth.std()), 1e-6))


def _light(size: tuple[int, int], rng: np.random.Generator, traits: Collection[str]) -> Plane:
    y, x = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j].astype(np.float32)
    light = np.ones(size, np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    if "gradient" in traits:
        light *= 1 - np.float32(rng.uniform(0.2, 0.5)) * (along + 1.4) / 2.8
    if "vignette" in traits:
        light *= 1 - np.float32(rng.uniform(0.2, 0.5)) * (x * x + y * y) / 2
    if "shadow" in traits:  # of a hand or a phone: a soft edge somewhere across the sheet
        edge = (along - np.float32(rng.uniform(-0.5, 0.5)) + _cloud(size, rng, min(size) / 3, 0.1)) / np.float32(
            rng.uniform(0.03, 0.3)
        )
        light *= 1 - np.float32(rng.uniform(0.2, 0.5)) / (1 + np.exp(-np.clip(edge * 4, -30, 30)))
    return light


def _on_desk(picture: Colour, rng: np.random.Generator) -> Colour:
    """The sheet photographed with a dark table around it, on one to four sides, a little turned."""
    height, width = picture.shape[:2]
    margins = [rng.uniform(0.02, 0.12) if rng.random() < 0.7 else -0.1 for _ in range(4)]
    corners = np.array(
        [
            (margins[0], margins[1]),
            (1 - margins[2], margins[1]),
            (1 - margins[2], 1 - margins[3]),
            (margins[0], 1 - margins[3]),
        ]
    )
    corners = (corners + rng.normal(0, 0.006, corners.shape)) * (width, height)
    on_sheet = np.zeros((height, width), np.uint8)
    cv2.fillPoly(on_sheet, [np.rint(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    desk = (
        rng.uniform(0.05, 0.3)
        * (1 + _cloud((height, width), rng, 6.0, 0.1))[..., None]
        * np.array([1.0, 0.8, 0.65], np.float32)
    )
    covered = _to_plane(on_sheet)[..., None]
    return picture * covered + desk.astype(np.float32) * (1 - covered)


def _camera(picture: Colour, rng: np.random.Generator, traits: Collection[str]) -> Picture:
    side = min(picture.shape[:2])
    if "blur" in traits:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.6, side * rng.uniform(0.002, 0.006)))  # type: ignore[assignment]
    deviation = rng.uniform(0.02, 0.05) if "noise" in traits else 0.004
    picture = picture + rng.normal(0, deviation, picture.shape).astype(np.float32)
    pixels: Picture = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if "jpeg" in traits:
        _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1].copy()
    return pixels
