"""Digits spoiled until they are none: mirrored, turned, halved, doubled, overlaid.

Which digits and which ways is the point. A mirrored 2 is a 5 and a 5 on its side an S; a 6 upside down is a 9, and
mirrored a looped 2; most 4 stay a 4 however they are turned; the lower half of a 7 is a 1; and two digits, one above
the other, are nearly an 8. Such are left out.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.mnist import Examples
from training.writing.hand import Ink, bend, tight
from training.writing.strokes import HANDS, draw

Way = Callable[[np.random.Generator, Examples], Ink]

_ZOOM = 3  # px of the ink for one of MNIST's
_INK = 100  # of 255: what is inked for sure
_JOINED = 6  # px of the enlarged rows that two digits must share, so that nobody parts them

TURNED: tuple[tuple[int, str], ...] = ((3, "mirror"), (3, "upside_down"), (3, "left"), (3, "right"), (7, "flip"))
IN_A_ROW = (0, 2, 3, 4, 5, 6, 7, 8, 9)  # 1 and 3, touching, are a B, and nearly an 8
OVERLAID = (2, 3, 4, 5, 7)


def turned(rng: np.random.Generator, digits: Examples) -> Ink:
    """Mirrored, upside down or on its side."""
    digit, way = TURNED[int(rng.integers(len(TURNED)))]
    ink = _one_of((digit,), rng, digits)
    quarters = {"left": 1, "upside_down": 2, "right": 3}
    return np.rot90(ink, quarters[way]) if way in quarters else np.flip(ink, 1 if way == "mirror" else 0)


def halved(rng: np.random.Generator, digits: Examples) -> Ink:
    """The upper or the lower half of a 0; half of any other is a digit, or too much like one, in some hand."""
    ink = _one_of((0,), rng, digits)
    rows = int(len(ink) * rng.uniform(0.35, 0.5))
    return ink[:rows] if rng.random() < 0.5 else ink[-rows:]


def doubled(rng: np.random.Generator, digits: Examples) -> Ink:
    """Two that touch, side by side."""
    return _row([_one_of(IN_A_ROW, rng, digits) for _ in range(2)])


def tripled(rng: np.random.Generator, digits: Examples) -> Ink:
    """Three or four in a row that touch."""
    return _row([_one_of(IN_A_ROW, rng, digits) for _ in range(rng.integers(3, 5))])


def overlaid(rng: np.random.Generator, digits: Examples) -> Ink:
    """Two different ones, the second written halfway over the first."""
    one, other = (_one_of((int(digit),), rng, digits) for digit in rng.choice(OVERLAID, 2, replace=False))
    right, down = int(one.shape[1] * rng.uniform(0.35, 0.6)), int(len(one) * rng.uniform(0, 0.25))
    both = np.zeros((max(len(one), down + len(other)), max(one.shape[1], right + other.shape[1])), np.uint8)
    both[: len(one), : one.shape[1]] = one
    target = both[down : down + len(other), right : right + other.shape[1]]
    np.maximum(target, other, out=target)
    return both


def spoiled(way: Way, rng: np.random.Generator, digits: Examples) -> Ink:
    """A digit spoiled in one way, then bent as hands differ: uint8 (H, W), ink 255 on 0, tightly cropped."""
    return bend(tight(np.ascontiguousarray(way(rng, digits))), rng, 0.7)


WAYS = (turned, halved, doubled, tripled, overlaid)


def _one_of(wanted: Sequence[int], rng: np.random.Generator, digits: Examples) -> Ink:
    """A digit, each of the wanted as often, enlarged and tightly cropped; drawn by code where no example is at hand."""
    digit = wanted[int(rng.integers(len(wanted)))]
    among = np.flatnonzero(digits.labels == digit)
    if among.size:
        image = digits.images[among[rng.integers(among.size)]]
    else:
        image = draw(digit, HANDS[int(rng.integers(len(HANDS)))], rng.normal(0, 0.08, (2, 2)))
    return tight(np.asarray(cv2.resize(image, None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_CUBIC), np.uint8))


def _row(inks: Sequence[Ink]) -> Ink:
    row = inks[0]
    for ink in inks[1:]:
        row = _joined(row, ink)
    return row


def _joined(left: Ink, right: Ink) -> Ink:
    """Both on one line, as near as it takes that their ink overlaps in some rows, but no nearer."""
    height = max(len(left), len(right))
    left, right = (_padded(ink, height) for ink in (left, right))
    free_left, free_right = _free(left[:, ::-1]), _free(right)
    overlap = int(np.sort(free_left + free_right)[_JOINED]) + 1
    start = max(0, left.shape[1] - overlap)
    row = np.zeros((height, max(left.shape[1], start + right.shape[1])), np.uint8)
    row[:, : left.shape[1]] = left
    target = row[:, start : start + right.shape[1]]
    np.maximum(target, right, out=target)
    return row


def _padded(ink: Ink, height: int) -> Ink:
    above = (height - len(ink)) // 2
    return np.pad(ink, ((above, height - len(ink) - above), (0, 0)))


def _free(ink: Ink) -> NDArray[np.intp]:
    """For each row, the pixels before its first ink; its length where it has none."""
    inked = ink > _INK
    return np.asarray(np.where(inked.any(axis=1), inked.argmax(axis=1), ink.shape[1]), np.intp)
