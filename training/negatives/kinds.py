"""What is no digit, as it arrives: pictures of many kinds, and the frames that the normaliser makes of them.

With them the network learns to be unsure (Hendrycks et al. 2019, "Deep Anomaly Detection with Outlier Exposure",
arXiv 1812.04606), and on those that it has not seen its doubt is measured. Nothing that is a digit in some hand is
among them.
"""

from collections.abc import Callable, Sequence
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normalise import Normalised, normalise
from model.normaliser.framing import SIDE
from training.mnist import Examples
from training.negatives import letters, mutilated, scenes, scribbles, shapes
from training.writing.canvas import present
from training.writing.hand import Ink

Picture = NDArray[np.uint8]  # (H, W), or (H, W, 3) RGB
Kind = Callable[[np.random.Generator, Examples], Picture]

_TRIES = 50  # pictures in a row without a frame, after which a kind is taken to be broken
_LONG, _STEEP = 2.6, 35.0  # length over width, and degrees: what is more may be a 1, whatever it was cut from
_WHOLE = 0.9  # of the ink: with less in the frame, two digits have been parted, and it shows one of them
_OF_DIGITS = frozenset(way.__name__ for way in mutilated.WAYS)


def _drawn(rng: np.random.Generator, _digits: Examples, draw: Callable[[np.random.Generator], Ink]) -> Picture:
    return present(draw(rng), rng)


def _taken(rng: np.random.Generator, _digits: Examples, take: Callable[[np.random.Generator], Picture]) -> Picture:
    return take(rng)


def _spoiled(rng: np.random.Generator, digits: Examples, way: mutilated.Way) -> Picture:
    return present(mutilated.spoiled(way, rng, digits), rng)


_FAMILIES: tuple[tuple[float, dict[str, Kind]], ...] = (  # and their shares
    (0.47, {name: partial(_drawn, draw=draw) for name, draw in letters.KINDS.items()}),
    (0.18, {name: partial(_drawn, draw=draw) for name, draw in shapes.KINDS.items()}),
    (0.09, {name: partial(_drawn, draw=draw) for name, draw in scribbles.KINDS.items()}),
    (0.13, {name: partial(_taken, take=take) for name, take in scenes.KINDS.items()}),
    (0.13, {way.__name__: partial(_spoiled, way=way) for way in mutilated.WAYS}),
)

KINDS: dict[str, Kind] = {name: kind for _, family in _FAMILIES for name, kind in family.items()}
"""Each draws one picture from a generator and the digits that are to be spoiled."""

SHARES: dict[str, float] = {name: share / len(family) for share, family in _FAMILIES for name in family}
"""Of all pictures, those of each kind; they sum to 1."""

HELD_OUT = ("greek", "heart", "arrow", "house", "spiral", "chequers", "thing", "overlaid")
"""Kinds to leave out of training where the doubt about the unseen is to be measured."""


def bank(
    count: int, seed: int, digits: Examples, kinds: Sequence[str] = tuple(KINDS)
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Frames of what is no digit, none of them blank or an upright stroke.

    A picture depends on the seed and its index alone, so that a larger bank begins with a smaller one.

    Args:
        count: of frames.
        seed: of the whole bank.
        digits: those that are spoiled.
        kinds: which to draw from, in proportion to `SHARES`; all by default.

    Returns:
        The frames, uint8 [count, 28, 28], ink 255 on 0, and the kind of each as an index into `list(KINDS)`.

    Raises:
        KeyError: there is no such kind.
        RuntimeError: a kind draws nothing of use.
    """
    shares = np.array([SHARES[name] for name in kinds])
    numbers = np.array([list(KINDS).index(name) for name in kinds])
    frames, drawn = np.zeros((count, SIDE, SIDE), np.uint8), np.zeros(count, np.int64)
    for index in range(count):
        rng = np.random.default_rng((seed, index))
        chosen = rng.choice(len(kinds), p=shares / shares.sum())
        frames[index], drawn[index] = framed(kinds[chosen], rng, digits), numbers[chosen]
    return frames, drawn


def framed(kind: str, rng: np.random.Generator, digits: Examples) -> NDArray[np.uint8]:
    """One picture of a kind as the normaliser frames it: uint8 (28, 28), ink 255 on 0, not blank and no upright stroke.

    Raises:
        KeyError: there is no such kind.
        RuntimeError: it drew nothing of use.
    """
    for _ in range(_TRIES):
        seen = normalise(KINDS[kind](rng, digits))
        if not seen.record.blank and is_negative(kind, seen):
            return seen.frame
    raise RuntimeError(f"none of {_TRIES} pictures of the kind {kind} was of use")


def is_negative(kind: str, seen: Normalised) -> bool:
    """Whether a picture of a kind still shows no digit once it is normalised, or nothing at all.

    A stroke that stands is a 1, whatever it was cut from; and of two digits that the normaliser parts, one is shown.
    """
    if seen.record.blank:
        return True
    whole = seen.record.groups == 1 and seen.record.ink_share > _WHOLE
    return not _is_upright(seen.frame) and (whole or kind not in _OF_DIGITS)


def _is_upright(frame: NDArray[np.uint8]) -> bool:
    """Whether the ink is long and narrow, by its moments, and stands."""
    moments = cv2.moments(frame)
    across, both, down = moments["mu20"], moments["mu11"], moments["mu02"]
    spread = np.hypot(across - down, 2 * both)
    long = across + down + spread > _LONG**2 * (across + down - spread)
    return bool(long and abs(np.degrees(np.arctan2(2 * both, across - down)) / 2) > _STEEP)
