"""Scribbles and patterns: what a hand leaves that tries a pen, hatches, doodles or strikes out."""

from collections.abc import Callable

import cv2
import numpy as np

from training.writing.hand import Ink, Stroke, bend, curve, line, write


def scribble(rng: np.random.Generator) -> Ink:
    """Curves through random points, too many of them for a digit."""
    return write(
        [curve(rng.random((rng.integers(10, 18), 2)).astype(np.float32)) for _ in range(rng.integers(1, 3))], rng
    )


def zigzag(rng: np.random.Generator) -> Ink:
    """At least four strokes to and fro, across; sharp or round."""
    turns = int(rng.integers(5, 12))
    x, y = np.linspace(0, 1, turns), (np.arange(turns) % 2) * rng.uniform(0.15, 0.9) + rng.normal(0, 0.03, turns)
    points = np.column_stack([x, y]).astype(np.float32)
    return write([curve(points) if rng.random() < 0.5 else points], rng)


def spiral(rng: np.random.Generator) -> Ink:
    """Of two turns and a half at least; one with fewer is a 6 or a 9."""
    turns = rng.uniform(2.5, 4.5)
    t = np.linspace(0.05, 1, 70)
    angle = rng.choice([-1, 1]) * t * turns * 2 * np.pi + rng.uniform(0, 2 * np.pi)
    return write([np.column_stack([t * np.cos(angle) / 2, t * np.sin(angle) / 2]).astype(np.float32)], rng)


def loops(rng: np.random.Generator) -> Ink:
    """A row of loops, as of a spring."""
    t = np.linspace(0, 2 * np.pi * rng.integers(3, 7), 120)
    radius, pitch = rng.uniform(0.1, 0.25), rng.uniform(0.04, 0.07)
    return write([np.column_stack([pitch * t + radius * np.sin(t), radius * np.cos(t)]).astype(np.float32)], rng)


def hatching(rng: np.random.Generator) -> Ink:
    """Parallel strokes joined at their ends, or crossed by others."""
    count = int(rng.integers(4, 9))
    across = [line([(0, at), (1, at + rng.normal(0, 0.03))]) for at in np.linspace(0, 1, count)]
    if rng.random() < 0.6:
        strokes: list[Stroke] = [*across, *(part[:, ::-1] for part in across[: int(rng.integers(2, count + 1))])]
        return write(strokes, rng)
    return write([np.vstack([part if row % 2 else part[::-1] for row, part in enumerate(across)])], rng)


def blob(rng: np.random.Generator) -> Ink:
    """A stain with an uneven edge, in places with holes."""
    noise = rng.standard_normal((7, 7)).astype(np.float32)
    rough = np.asarray(cv2.resize(noise, (96, 96), interpolation=cv2.INTER_CUBIC), np.float32)
    line_ = np.linspace(-1, 1, 96, dtype=np.float32)
    bowl = np.float32(0.75) - np.hypot(line_[None, :] * rng.uniform(0.7, 1.2), line_[:, None])
    inside = np.clip((bowl + np.float32(rng.uniform(0.15, 0.5)) * rough) * 12, 0, 1)
    inside[[0, -1]] = inside[:, [0, -1]] = 0
    return bend(np.rint(inside * 255).astype(np.uint8), rng, 0.5)


def struck_out(rng: np.random.Generator) -> Ink:
    """A word-wide scrawl under a few long strokes."""
    x = np.linspace(0, 1, int(rng.integers(10, 20)))
    scrawl = np.column_stack([x + rng.normal(0, 0.03, x.size), rng.uniform(0, 0.4, x.size)]).astype(np.float32)
    lines = [line([(-0.05, rng.uniform(0.1, 0.3)), (1.05, rng.uniform(0.1, 0.3))]) for _ in range(rng.integers(1, 4))]
    return write([curve(scrawl), *lines], rng)


KINDS: dict[str, Callable[[np.random.Generator], Ink]] = {
    draw.__name__: draw for draw in (scribble, zigzag, spiral, loops, hatching, blob, struck_out)
}
