"""A page with what was read drawn over it: a box around each digit, and the digit above its box."""

from collections.abc import Iterator
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.page.reader import PageReading, ReadDigit

SIDE = 1600  # px; a larger page is reduced
SURE = 0.8  # confidence below which a digit is marked as doubtful
# Blue and vermilion of Okabe and Ito, which every common colour vision tells apart; doubtful boxes are dashed, too.
_SURE_COLOUR, _DOUBTFUL_COLOUR = (0, 114, 178), (213, 94, 0)
_HALO = (255, 255, 255)
_DASH = 4  # widths of the line, and as much between two


def draw_overlay(reading: PageReading) -> bytes:
    """The page as an RGB PNG, at most `SIDE` px on its long side. Doubtful digits have a dashed box and a `?`."""
    pixels = reading.picture.pixels
    shrink = min(1.0, SIDE / max(pixels.shape[:2]))
    if shrink < 1:
        size = tuple(max(1, round(side * shrink)) for side in pixels.shape[1::-1])
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    page = Image.fromarray(pixels).convert("RGB")
    pen = ImageDraw.Draw(page)
    for line in reading.lines:
        for digit in line:
            _draw_digit(pen, digit, reading.picture.scale * shrink)
    buffer = BytesIO()
    page.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def is_doubtful(digit: ReadDigit) -> bool:
    return digit.verdict != "digit" or digit.confidence < SURE


def _draw_digit(pen: ImageDraw.ImageDraw, digit: ReadDigit, scale: float) -> None:
    x, y, width, height = (value * scale for value in digit.box)
    thick = max(1, round(max(width, height) / 40))
    doubtful = is_doubtful(digit)
    colour = _DOUBTFUL_COLOUR if doubtful else _SURE_COLOUR
    gap = 2 * thick
    left, top, right, bottom = x - gap, y - gap, x + width + gap, y + height + gap
    for line in _sides(left, top, right, bottom):
        pen.line(line, _HALO, thick + 2)
    for line in _sides(left, top, right, bottom):
        for part in _dashes(line, _DASH * thick) if doubtful else [line]:
            pen.line(part, colour, thick)
    text = f"{digit.digit}?" if doubtful else str(digit.digit)
    font = ImageFont.load_default(max(12, round(0.35 * max(width, height))))
    box = pen.textbbox((0, 0), text, font)
    tag_width, tag_height = box[2] - box[0] + 6, box[3] - box[1] + 6
    below = max(top, tag_height)  # within the page, where the digit stands at its upper edge
    pen.rectangle((left, below - tag_height, left + tag_width, below), colour)
    pen.text((left + 3 - box[0], below - tag_height + 3 - box[1]), text, _HALO, font)


Line = tuple[float, float, float, float]


def _sides(left: float, top: float, right: float, bottom: float) -> list[Line]:
    return [
        (left, top, right, top),
        (right, top, right, bottom),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
    ]


def _dashes(line: Line, length: float) -> Iterator[Line]:
    x, y, far_x, far_y = line
    whole = max(far_x - x, far_y - y)
    if whole <= 0:
        return
    for start in np.arange(0, whole, 2 * length):
        share, end = start / whole, min(1.0, (start + length) / whole)
        yield (
            x + share * (far_x - x),
            y + share * (far_y - y),
            x + end * (far_x - x),
            y + end * (far_y - y),
        )
