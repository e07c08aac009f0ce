"""How writing arrives at the network: the ways from ink on paper to the frame that the normaliser makes of it."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normalise import normalise
from model.normaliser.framing import frame, trim
from model.normaliser.pen import rewrite, stroke_width
from training.writing.forms import in_another_form
from training.writing.paper import on_any_sheet
from training.writing.residue import with_line, with_neighbour, with_specks, without_edge
from training.writing.rewriting import Ink, bend, ink_anew

Digit = NDArray[np.uint8]  # (28, 28), ink 255 on 0
Digits = NDArray[np.uint8]  # (N, 28, 28)
Way = Callable[[Digit, Digits, np.random.Generator], Digit]

_OWN_PEN = 0.35  # of the digits keep the pen that they were written with


def arrive(
    digit: Digit, label: int, digits: Digits, rng: np.random.Generator, ways: Mapping[Way, float] | None = None
) -> Digit:
    """A digit of MNIST as it might arrive: a frame, uint8 (28, 28).

    `digits` are those among which its neighbours on a page are found; `ways` have their shares, by default `WAYS`.
    """
    ways = ways or WAYS
    at = rng.random() * sum(ways.values())
    for way, share in ways.items():
        at -= share
        if at < 0:
            return way(digit if way in _MNISTS_OWN else in_another_form(digit, label, rng), digits, rng)
    return digit


def as_it_is(digit: Digit, _digits: Digits, _rng: np.random.Generator) -> Digit:
    """Unchanged."""
    return digit


def gently(digit: Digit, _digits: Digits, rng: np.random.Generator) -> Digit:
    """By a hand like those of MNIST's writers, with the same pen."""
    return frame(bend(digit, rng, rng.uniform(0.3, 0.9))).frame


def by_hand(digit: Digit, _digits: Digits, rng: np.random.Generator) -> Digit:
    """By any hand with any pen, clean as a drawing."""
    return _framed(_written(digit, rng))


def coarsely(digit: Digit, _digits: Digits, rng: np.random.Generator) -> Digit:
    """On the few pixels of form fields and old scanners: 12 to 24, tight, in greys or in ink and paper alone."""
    ink = _written(digit, rng)
    height, width = ink.shape
    side = rng.integers(12, 25)
    high = side * (height / max(ink.shape)) ** rng.uniform(0, 1)  # some stretch a digit until it fills its field
    wide = side * (width / max(ink.shape)) ** rng.uniform(0, 1)
    size = max(3, round(wide)), max(3, round(high))
    small = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.float32)
    if rng.random() < 0.4:
        small = (small > rng.uniform(0.35, 0.6) * small.max()).astype(np.float32)
    return _normalised(_as_picture(small, int(rng.integers(0, 3))), ink)


def cut_off(digit: Digit, _digits: Digits, rng: np.random.Generator) -> Digit:
    """Cropped too tightly."""
    return _framed(without_edge(_written(digit, rng), rng))


def with_residue(digit: Digit, digits: Digits, rng: np.random.Generator) -> Digit:
    """Cropped too widely: with something of a neighbour, of a line or of dirt."""
    ink = _written(digit, rng)
    choice = rng.random()
    if choice < 0.5:
        return _framed(with_neighbour(ink, _another(digits, rng), rng))
    return _framed(with_line(ink, rng) if choice < 0.8 else with_specks(ink, rng))


def in_a_row(digit: Digit, digits: Digits, rng: np.random.Generator) -> Digit:
    """In a crop that its neighbours reach into, so that the normaliser must tell them apart."""
    ink = _written(digit, rng)
    seen = ink
    for _ in range(int(rng.integers(1, 3))):
        seen = with_neighbour(seen, _another(digits, rng), rng, most=0.5)
    return _normalised(_as_picture(seen, 0), ink)


def on_paper(digit: Digit, _digits: Digits, rng: np.random.Generator) -> Digit:
    """Written on a sheet and photographed."""
    ink = _written(digit, rng)
    return _normalised(on_any_sheet(ink, rng, share=0.6, room=64), ink)


WAYS: dict[Way, float] = {  # and their shares
    as_it_is: 8,
    gently: 36,
    by_hand: 31,
    coarsely: 9,
    cut_off: 3,
    with_residue: 5,
    in_a_row: 4,
    on_paper: 4,
}


_MNISTS_OWN = (as_it_is, gently)


def _written(digit: Digit, rng: np.random.Generator) -> Ink:
    ink = bend(digit, rng)
    return trim(ink if rng.random() < _OWN_PEN else ink_anew(ink, rng))


def _another(digits: Digits, rng: np.random.Generator) -> Ink:
    return _written(digits[rng.integers(len(digits))], rng)


def _framed(ink: Ink) -> Digit:
    """As the normaliser would frame it once its ink is found."""
    return frame(rewrite(ink, stroke_width((ink > 0.5).astype(np.uint8)) / max(ink.shape))).frame


def _as_picture(ink: Ink, margin: int) -> NDArray[np.uint8]:
    framed = cv2.copyMakeBorder(ink, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(np.rint(framed * np.float32(255)), np.uint8)


def _normalised(picture: NDArray[np.uint8], ink: Ink) -> Digit:
    """What the normaliser makes of a picture; of its ink alone where it finds none."""
    normalised = normalise(picture)
    return _framed(ink) if normalised.record.blank else normalised.frame
