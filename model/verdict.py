"""What the service says of a picture, from the normaliser's record and the network's probabilities."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

VerdictName = Literal["digit", "blank"]


@dataclass(frozen=True)
class Candidate:
    """A digit with its calibrated probability."""

    digit: int
    confidence: float


@dataclass(frozen=True)
class Verdict:
    """The answer, and for a refusal the reason in plain words. `best` is None when there is no digit."""

    name: VerdictName
    best: Candidate | None
    alternatives: tuple[Candidate, ...]
    reason: str | None


def judge(probabilities: NDArray[np.float32] | None, *, blank_reason: str | None, alternatives: int) -> Verdict:
    """The verdict on one picture; `probabilities` float32 [10] is None where the normaliser found no ink."""
    if probabilities is None:
        return Verdict("blank", None, (), blank_reason or "no ink was found")
    order = np.argsort(-probabilities, kind="stable")[: alternatives + 1]
    ranked = [Candidate(int(index), float(probabilities[index])) for index in order]
    return Verdict("digit", ranked[0], tuple(ranked[1:]), None)
