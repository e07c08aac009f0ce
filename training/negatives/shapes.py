"""Drawn shapes that are no digits. No circle is among them and no upright stroke: those are a 0 and a 1."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from training.writing.hand import Ink, Stroke, circle, line, polygon, write

Shape = Callable[[np.random.Generator], list[Stroke]]

_STEEPEST = 40.0  # degrees off the horizontal, from which a dash or an arrow could be a 1


def rectangle(rng: np.random.Generator) -> list[Stroke]:
    """A square, or a lying rectangle; a standing one is a 0."""
    return [polygon(_box(rng.uniform(0.45, 1.1)))]


def triangle(rng: np.random.Generator) -> list[Stroke]:
    return [polygon([(rng.uniform(0.2, 0.8), 0), (0, rng.uniform(0.7, 1)), (1, rng.uniform(0.7, 1))])]


def diamond(rng: np.random.Generator) -> list[Stroke]:
    tall = rng.uniform(0.4, 0.6)
    return [polygon([(0.5, 0.5 - tall), (1, 0.5), (0.5, 0.5 + tall), (0, 0.5)])]


def star(rng: np.random.Generator) -> list[Stroke]:
    """Of four to seven points; a five-pointed one often in one stroke."""
    if rng.random() < 0.3:
        return [_around([1.0] * 5, -np.pi / 2, 2)]
    points = int(rng.integers(4, 8))
    return [_around([1.0, rng.uniform(0.3, 0.5)] * points, rng.uniform(0, np.pi), 1)]


def heart(_rng: np.random.Generator) -> list[Stroke]:
    t = np.linspace(0, 2 * np.pi, 49)
    x, y = 16 * np.sin(t) ** 3, -13 * np.cos(t) + 5 * np.cos(2 * t) + 2 * np.cos(3 * t) + np.cos(4 * t)
    return [np.column_stack([x / 32, y / 32]).astype(np.float32)]


def arrow(rng: np.random.Generator) -> list[Stroke]:
    """More across than up."""
    head, reach = rng.uniform(0.2, 0.4), rng.uniform(0.15, 0.35)
    strokes = [line([(0, 0), (1, 0)]), line([(1 - head, -reach), (1, 0), (1 - head, reach)])]
    if rng.random() < 0.25:
        strokes.append(line([(head, -reach), (0, 0), (head, reach)]))
    return _turned(strokes, rng.uniform(-_STEEPEST, _STEEPEST) + 180 * rng.integers(2))


def dash(rng: np.random.Generator) -> list[Stroke]:
    """One to four strokes across, one below the other."""
    heights = np.arange(rng.integers(1, 5)) * rng.uniform(0.15, 0.4)
    return [line([(rng.normal(0, 0.03), y), (1 + rng.normal(0, 0.03), y + rng.normal(0, 0.03))]) for y in heights]


def tick(rng: np.random.Generator) -> list[Stroke]:
    """With an arm so long and so flat that it is neither a 1 nor a 7."""
    return [line([(0, rng.uniform(0.3, 0.5)), (rng.uniform(0.2, 0.35), 0.8), (1.1, rng.uniform(0, 0.2))])]


def cross(rng: np.random.Generator) -> list[Stroke]:
    return _turned([line([(0, 0.5), (1, 0.5)]), line([(0.5, 0), (0.5, 1)])], rng.choice([0, 45]))


def dots(rng: np.random.Generator) -> list[Stroke]:
    """Two to nine, apart, inked in: a ring would be a 0."""
    places = rng.permutation(9)[: rng.integers(2, 10)]
    return [_disc(place % 3 / 2, place // 3 / 2, rng.uniform(0.02, 0.12)) for place in places]


def house(rng: np.random.Generator) -> list[Stroke]:
    eaves, door = rng.uniform(0.35, 0.5), rng.uniform(0.2, 0.7)
    walls = polygon([(0, eaves), (0.5, 0), (1, eaves), (1, 1), (0, 1)])
    return [walls, line([(0, eaves), (1, eaves)]), line([(door, 1), (door, 0.65), (door + 0.2, 0.65), (door + 0.2, 1)])]


def sun(rng: np.random.Generator) -> list[Stroke]:
    """A ring with rays; a face could lose what is in it, and be a 0."""
    angles = np.arange(rng.integers(6, 13)) * 2 * np.pi
    turns = np.column_stack([np.cos(angles / angles.size), np.sin(angles / angles.size)])
    start, end = rng.uniform(0.25, 0.3), rng.uniform(0.45, 0.6)
    return [circle(0, 0, 0.3), *(line([tuple(turn * start), tuple(turn * end)]) for turn in turns)]


def flower(rng: np.random.Generator) -> list[Stroke]:
    petals = int(rng.integers(4, 8))
    t = np.linspace(0, 2 * np.pi, 81)
    radius = 0.35 + 0.15 * np.cos(petals * t + rng.uniform(0, 6))
    outline = np.column_stack([radius * np.cos(t), radius * np.sin(t)]).astype(np.float32)
    return [outline, circle(0, 0, 0.12)]


def person(rng: np.random.Generator) -> list[Stroke]:
    arms, legs = rng.uniform(0.3, 0.5), rng.uniform(0.2, 0.35)
    limbs: Sequence[Sequence[tuple[float, float]]] = [
        [(0, 0.3), (0, 0.7)],
        [(-arms, 0.4), (0, 0.45), (arms, 0.35)],
        [(-legs, 1), (0, 0.7), (legs, 1)],
    ]
    return [circle(0, 0.15, 0.15), *(line(limb) for limb in limbs)]


def envelope(rng: np.random.Generator) -> list[Stroke]:
    """A box that is crossed out, quartered or half so."""
    box = _box(rng.uniform(0.6, 1.2))
    (left, top), _, (right, bottom), _ = box
    middle = (left + right) / 2, (top + bottom) / 2
    inside = [
        [(left, top), middle, (right, top)],
        [(left, bottom), (right, top)],
        [(middle[0], top), (middle[0], bottom)],
        [(left, middle[1]), (right, middle[1])],
    ]
    return [polygon(box), *(line(inside[index]) for index in rng.permutation(4)[: rng.integers(1, 4)])]


def hand_shape(rng: np.random.Generator) -> list[Stroke]:
    """Five fingers spread: the outline of a hand, a leaf or a splash."""
    fingers = [value for _ in range(5) for value in (rng.uniform(0.8, 1.1), rng.uniform(0.35, 0.5))]
    return [_around([*fingers, 0.6, 0.6, 0.6], rng.uniform(0, 2 * np.pi), 1)]


def drawn(rng: np.random.Generator, shape: Shape, filled: float = 0.0, strength: float = 1.0) -> Ink:
    """A shape by hand; `filled` is the share of them that is inked in, `strength` how far the hand bends them."""
    return write(shape(rng), rng, filled=rng.random() < filled, strength=strength)


_FILLABLE = (rectangle, triangle, star, heart, flower, hand_shape)
_OPEN = (arrow, dash, tick, cross, house, sun, person, envelope)
KINDS: dict[str, Callable[[np.random.Generator], Ink]] = {
    **{shape.__name__: partial(drawn, shape=shape, filled=0.4) for shape in _FILLABLE},
    **{shape.__name__: partial(drawn, shape=shape) for shape in _OPEN},
    "diamond": partial(drawn, shape=diamond, filled=1.0),  # its outline is a 0 in some hands
    "dots": partial(drawn, shape=dots, strength=0.3),  # a long one may be a 1 or a 0
}


def _box(height: float) -> list[tuple[float, float]]:
    return [(0, 0), (1, 0), (1, height), (0, height)]


def _disc(x: float, y: float, radius: float) -> Stroke:
    return np.vstack([circle(x, y, radius * share) for share in np.linspace(1, 0, 5)])


def _around(radii: Sequence[float], start: float, step: int) -> Stroke:
    """A polygon with a corner at each radius around the middle, every `step`-th next."""
    order = np.arange(len(radii)) * step
    angles = start + order * 2 * np.pi / len(radii)
    radius = np.asarray(radii)[order % len(radii)] / 2
    return polygon(np.column_stack([radius * np.cos(angles), radius * np.sin(angles)]).astype(np.float32))


def _turned(strokes: Sequence[Stroke], degrees: float) -> list[Stroke]:
    angle = np.deg2rad(degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    return [stroke @ matrix for stroke in strokes]
