"""Pages of digits by code: lines of writing on the sheets of training/writing/paper.py."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.strokes import draw
from training.writing.paper import sheet

Ink = NDArray[np.float32]  # coverage in 0..1
Glyph = Callable[[int, np.random.Generator, int], Ink]  # digit, rng, height in px


def drawn(digit: int, rng: np.random.Generator, height: int) -> Ink:
    """A digit of strokes, about `height` px high."""
    return draw(digit, rng, side=height, width=float(rng.uniform(0.07, 0.11)))


def page(
    lines: Sequence[str],
    rng: np.random.Generator,
    *,
    height: int = 80,
    gap: float | None = 0.3,
    traits: Collection[str] = (),
    margin: float = 0.8,
    glyph: Glyph = drawn,
) -> NDArray[np.uint8]:
    """A sheet with these lines, uint8 RGB.

    Args:
        lines: digits, and blanks where nothing is written.
        rng: what makes each page differ.
        height: of a digit, in px; each varies by a tenth.
        gap: between two digits, in heights; None for digits that touch.
        traits: of the sheet.
        margin: bare paper around the lines, in heights.
        glyph: what draws a digit.
    """
    strips = [write(line, rng, height=height, gap=gap, glyph=glyph) for line in lines]
    pitch = round(height * rng.uniform(1.6, 1.9))
    width = max(strip.shape[1] for strip in strips)
    ink = np.zeros((pitch * len(strips) + height, width), np.float32)
    for row, strip in enumerate(strips):
        view = ink[row * pitch : row * pitch + strip.shape[0], : strip.shape[1]]
        np.maximum(view, strip[: view.shape[0]], out=view)
    around = 2 * round(margin * height)
    return sheet(ink, rng, size=(ink.shape[0] + around, ink.shape[1] + around), traits=traits)


def write(text: str, rng: np.random.Generator, *, height: int, gap: float | None, glyph: Glyph = drawn) -> Ink:
    """One line of digits, that climbs or falls a little."""
    strip = np.zeros((2 * height, 2 * height * (len(text) + 1)), np.float32)
    slope, at = rng.normal(0, 0.02), 0
    for character in text:
        if character == " ":
            at += height
            continue
        ink = glyph(int(character), rng, round(height * rng.uniform(0.9, 1.1)))
        top = int(np.clip(height * (0.3 + rng.normal(0, 0.04)) + slope * at, 0, strip.shape[0] - ink.shape[0]))
        if gap is None:
            at = _touching(strip, ink, top, at)
        elif at:
            at += round(height * gap * rng.uniform(0.7, 1.3))
        view = strip[top : top + ink.shape[0], at : at + ink.shape[1]]
        np.maximum(view, ink, out=view)
        at += ink.shape[1]
    return strip[:, : at + 1]


def _touching(strip: Ink, ink: Ink, top: int, at: int) -> int:
    """The place furthest to the right at which `ink` runs into what is written before `at` by a few pixels."""
    enough = 0.1 * ink.shape[0]
    for left in range(at, max(0, at - ink.shape[1]), -1):
        view = strip[top : top + ink.shape[0], left : left + ink.shape[1]]
        if float((view * ink).sum()) >= enough:
            return left
    return at
