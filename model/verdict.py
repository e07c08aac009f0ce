"""What the service says of a picture, from the normaliser's record and the network's answer.

No ink: blank; unlike any digit: not_a_digit; more than one: several; two close: ambiguous; else: digit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.normalise import Record
from model.scores import Scores

VerdictName = Literal["digit", "ambiguous", "blank", "several", "not_a_digit"]
FAMILIARITY = "familiarity"  # the least that a digit has
MARGIN = "margin"  # the least by which the first candidate's confidence leads the second's

_WIDE = 1.25  # width over height, from which a refused picture may show digits that touch
_THICK = 0.3  # stroke over long side, from which it is rather a blot


@dataclass(frozen=True)
class Candidate:
    """A digit with its calibrated probability."""

    digit: int
    confidence: float


@dataclass(frozen=True)
class Verdict:
    """The answer, and where it is not simply a digit the reason in plain words.

    `best` is None where there is no digit to tell; with `ambiguous`, the first of `alternatives` is the other digit.
    """

    name: VerdictName
    best: Candidate | None
    alternatives: tuple[Candidate, ...]
    reason: str | None


def familiarity(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much like a digit the network finds what it sees: the largest logit, [...] of logits [..., classes].

    D. Hendrycks et al., Scaling out-of-distribution detection for real-world settings (2022).
    """
    return np.asarray(logits.max(axis=-1))


def judge(
    scores: Scores | None, record: Record | None, thresholds: Mapping[str, float], *, alternatives: int
) -> Verdict:
    """The verdict on one picture.

    Args:
        scores: the network's answer; None where the normaliser found no ink.
        record: the normaliser's; None for a part of a page, which was cut out of it alone.
        thresholds: the version's, by the names above; a version without one does not refuse by it.
        alternatives: how many candidates to tell beside the best.
    """
    if scores is None:
        return Verdict("blank", None, (), record.reason if record else None)
    if familiarity(scores.logits) < thresholds.get(FAMILIARITY, -np.inf):
        return Verdict("not_a_digit", None, (), _unlike(record))
    if record and record.groups > 1:
        return Verdict("several", None, (), _several(record.groups))
    confidences = scores.probabilities.tolist()
    order = sorted(range(len(confidences)), key=confidences.__getitem__, reverse=True)
    ranked = [Candidate(digit, confidences[digit]) for digit in order[: max(2, alternatives + 1)]]
    best, second = ranked[:2]
    if best.confidence - second.confidence < thresholds.get(MARGIN, 0.0):
        reason = f"it may be a {best.digit} or a {second.digit}; write it again, or ask the writer"
        return Verdict("ambiguous", best, tuple(ranked[1:]), reason)
    return Verdict("digit", best, tuple(ranked[1 : alternatives + 1]), None)


def _several(groups: int) -> str:
    return f"{groups} digits, or what may be digits, were found; POST /read reads several, or send one alone"


def _unlike(record: Record | None) -> str | None:
    if record is None:
        return None
    if record.groups > 1:
        return (
            f"{record.groups} groups of ink were found, and the one in the middle looks like no digit; "
            "POST /read finds the digits among other writing"
        )
    if record.box and record.box[2] > _WIDE * record.box[3]:
        return "it is wider than a digit; if these are several that touch, POST /read takes them apart"
    if record.stroke_ratio > _THICK:
        return "it looks like a blot or a photograph, not like strokes of a pen; send one digit, 0 to 9, alone"
    return "it looks like no digit from 0 to 9, but like a letter or a drawing; send one digit alone, upright"
