"""What of a picture spoke for a class, and what against it: a signed map in the frame's coordinates."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.activity import logits_of
from model.inside.pixels import pixels_of
from model.versions.version import Frame, Version

BATCH = 32
MAX_POSITIONS = 1024
MAX_STEPS = 256

Map = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Attribution:
    """A heat map.

    Attributes:
        target: the class that it is about.
        values: float64 (height, width); positive where the picture spoke for the class.
        logit: of the class, for the picture.
        baseline: of the class, for the frame without any ink (integrated gradients), else None.
    """

    target: int
    values: Map
    logit: float
    baseline: float | None = None

    @property
    def difference(self) -> float | None:
        """What all attributions should add up to (integrated gradients)."""
        return None if self.baseline is None else self.logit - self.baseline

    @property
    def completeness_error(self) -> float | None:
        """By how much they do not."""
        return None if self.difference is None else float(self.values.sum()) - self.difference


def target_of(version: Version, frame: Frame, target: int | None) -> int:
    """The class that is asked about, by default the network's answer.

    Raises:
        BadRequest: there is no such class.
    """
    labels = version.manifest.labels
    if target is None:
        return int(version.score([frame])[0].logits.argmax())
    if target >= len(labels):
        raise BadRequest(f"target must be a class, 0 to {len(labels) - 1}; got {target}")
    return target


def occlusion(version: Version, frame: Frame, target: int, *, size: int, stride: int, fill: int = 0) -> Attribution:
    """How far the class's logit falls where a square of the frame is painted over; of each pixel, the mean of all
    squares that covered it. After Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2014).

    Raises:
        BadRequest: the square is larger than the frame, or there are more than `MAX_POSITIONS` squares.
    """
    height, width = frame.shape[:2]
    if size > min(height, width):
        raise BadRequest(f"size must be at most the frame's, {min(height, width)}; got {size}")
    places = list(itertools.product(_starts(height, size, stride), _starts(width, size, stride)))
    if len(places) > MAX_POSITIONS:
        raise BadRequest(
            f"size {size} and stride {stride} make {len(places):,} squares, and at most {MAX_POSITIONS:,} are tried; "
            "take a larger stride"
        )
    whole = float(version.score([frame])[0].logits[target])
    fallen, covered = np.zeros((height, width)), np.zeros((height, width))
    squares = [np.s_[row : row + size, column : column + size] for row, column in places]
    for square in squares:
        covered[square] += 1
    for batch in _batches([square for square in squares if (frame[square] != fill).any()]):  # the others change nothing
        frames = [_painted(frame, square, fill) for square in batch]
        for square, scores in zip(batch, version.score(frames), strict=True):
            fallen[square] += whole - float(scores.logits[target])
    return Attribution(target, fallen / np.maximum(covered, 1), whole)


def integrated_gradients(version: Version, frame: Frame, target: int, *, steps: int) -> Attribution:
    """Each pixel x the mean gradient of the class's logit on the way from an empty frame to this one.

    The way has `steps` steps, and each counts as it is in its middle. The attributions add up to the difference of the
    two logits, but for the steps' finite number. Of colours, the channels are added up. After Sundararajan, Taly and
    Yan, "Axiomatic Attribution for Deep Networks" (arXiv 1703.01365).
    """
    pixels = pixels_of(frame)
    ends = version.graph.explore(np.stack([pixels, np.zeros_like(pixels)]))
    logit, baseline = logits_of(version.manifest, ends)[:, target].tolist()
    last = version.manifest.layers[-1].name
    name = next(key for key in (f"{last}/pre_activation", last) if key in ends)
    summed = np.zeros(pixels.shape)
    for batch in _batches([(step + 0.5) / steps for step in range(steps)]):
        shares = np.array(batch, np.float32).reshape(-1, *(1,) * pixels.ndim)
        summed += version.graph.gradients(shares * pixels, name, target).astype(np.float64).sum(0)
    attributions = pixels * summed / steps
    values = attributions if attributions.ndim == 2 else attributions.sum(-1)
    return Attribution(target, values, logit, baseline)


def _painted(frame: Frame, square: tuple[slice, slice], fill: int) -> Frame:
    painted = frame.copy()
    painted[square] = fill
    return painted


def _starts(side: int, size: int, stride: int) -> list[int]:
    """Where squares begin, the last one at the very end, so that no pixel is left out."""
    return sorted({*range(0, side - size + 1, stride), side - size})


def _batches(items: list[T]) -> Iterator[list[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
