"""Whether a mark is one digit or several that touch: what the network makes of the whole and of its halves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.page.normalise import Mark
from model.scores import Scores

_LEAST_WIDTH = 0.9  # of the height; what is narrower is one digit
_GAIN = 0.2  # of mean log-probability, that parting must bring at the least
_USUAL_WIDTH = 0.5, 0.85  # of the height; only a 1 is narrower
_WIDER, _NARROWER = 0.5, 1.0  # less, in log-probability, for each height that a mark is wider or narrower than that
_CONTACT = 0.03  # likewise for each pen's width, after the first, in which two halves touch


@dataclass(frozen=True)
class Scored:
    """A mark with the network's answer."""

    mark: Mark
    scores: Scores

    @property
    def fit(self) -> float:
        """How well it goes for one digit: its log-probability, less for a width that digits do not have."""
        width = self.mark.width / self.mark.height
        wide = max(0.0, width - _USUAL_WIDTH[1])
        narrow = max(0.0, _USUAL_WIDTH[0] - width) if self.scores.probabilities.argmax() != 1 else 0.0
        return math.log(max(1e-9, float(self.scores.probabilities.max()))) - _WIDER * wide - _NARROWER * narrow

    @property
    def may_be_several(self) -> bool:
        """Whether looking at its halves could show that it is several digits."""
        return self.mark.width > _LEAST_WIDTH * self.mark.height and self.fit < -_GAIN


@dataclass(frozen=True)
class Parted:
    """Two halves of a mark; `contact` is how far they touch, in widths of the pen."""

    left: Scored
    right: Scored
    contact: float

    @property
    def fit(self) -> float:
        return (self.left.fit + self.right.fit) / 2 - _CONTACT * max(0.0, self.contact - 1)


def best_parting(whole: Scored, ways: Sequence[Parted]) -> Parted | None:
    """The way to part it that makes the likeliest digits; None where the whole is as likely."""
    best = max(ways, key=lambda way: way.fit, default=None)
    return best if best is not None and best.fit > whole.fit + _GAIN else None
