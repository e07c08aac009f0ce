"""What a careless crop leaves of a digit and adds to it. Ink is coverage in 0..1, float32 (H, W), tightly cropped."""

import cv2
import numpy as np

from training.writing.rewriting import Ink


def without_edge(ink: Ink, rng: np.random.Generator) -> Ink:
    """Without a strip at one side, of up to an eighth of it."""
    turned = int(rng.integers(4))
    ink = np.rot90(ink, turned)
    rest = ink[round(rng.uniform(0.03, 0.12) * len(ink)) :]
    return np.ascontiguousarray(np.rot90(rest, -turned))


def with_neighbour(ink: Ink, other: Ink, rng: np.random.Generator, most: float = 0.3) -> Ink:
    """With a strip of another digit, up to the share `most` of its width, left or right of it."""
    mirror = slice(None, None, -1 if rng.random() < 0.5 else 1)
    ink, other = ink[:, mirror], other[:, mirror]
    strip = other[:, : max(1, round(rng.uniform(0.05, most) * other.shape[1]))]
    gap = round(rng.uniform(-0.08, 0.15) * ink.shape[1])
    height = max(len(ink), len(strip))
    both = np.zeros((height + height // 4, ink.shape[1] + max(0, gap + strip.shape[1])), np.float32)
    _put(both, ink, rng, 0)
    _put(both, strip, rng, max(0, min(ink.shape[1] + gap, both.shape[1] - strip.shape[1])))
    return np.ascontiguousarray(both[:, mirror])


def with_line(ink: Ink, rng: np.random.Generator) -> Ink:
    """With what is left of a ruled line, through it or below it."""
    height, width = ink.shape
    reach = width // 8
    drawn = cv2.copyMakeBorder(ink, 2, 6, reach, reach, cv2.BORDER_CONSTANT, value=0)
    at = rng.uniform(0, height) if rng.random() < 0.4 else height + rng.uniform(-2, 4)
    start = int(rng.uniform(0, 2 * reach)), round(at + 2)
    end = int(width + rng.uniform(0, 2 * reach)), round(at + 2 + rng.normal(0, 2))
    line = cv2.line(np.zeros_like(drawn), start, end, rng.uniform(0.3, 1.0), int(rng.integers(1, 5)), cv2.LINE_AA)
    return np.maximum(drawn, line)


def with_specks(ink: Ink, rng: np.random.Generator) -> Ink:
    """With one to three specks of dirt."""
    dirty = ink.copy()
    for _ in range(int(rng.integers(1, 4))):
        centre = int(rng.uniform(0, ink.shape[1])), int(rng.uniform(0, ink.shape[0]))
        cv2.circle(dirty, centre, int(rng.integers(1, 5)), 1.0, -1, cv2.LINE_AA)
    return dirty


def _put(canvas: Ink, ink: Ink, rng: np.random.Generator, left: int) -> None:
    top = int(rng.uniform(0, len(canvas) - len(ink)))
    target = canvas[top : top + len(ink), left : left + ink.shape[1]]
    np.maximum(target, ink, out=target)
