"""Results of all seeds put together, variant by variant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.experiments import drawing, exam
from training.experiments.results import Result
from training.experiments.statistics import Spread
from training.experiments.variants import VARIANTS, Variant


@dataclass(frozen=True)
class Measure:
    """A figure and how to tell it: shares in per cent and points, whatever else with so many places."""

    key: str
    title: str
    places: int = 2
    share: bool = True
    more_is_better: bool = True

    def value(self, number: float) -> str:
        return f"{100 * number:.{self.places}f}" if self.share else f"{number:.{self.places}f}"

    def signed(self, number: float) -> str:
        return f"{100 * number:+.{self.places}f}" if self.share else f"{number:+.{self.places}f}"

    def spread(self, spread: Spread) -> str:
        """Mean and standard deviation; a single seed has none."""
        deviation = "" if spread.deviation is None else f" ± {self.value(spread.deviation)}"
        return f"{self.value(spread.mean)}{deviation}{' %' if self.share else ''}"

    def values(self, spread: Spread) -> str:
        return ", ".join(self.value(each) for each in spread.values)


HELD_OUT = Measure(exam.HELD_OUT, "held-out images")
TEST = Measure(exam.TEST, "MNIST's test images")
REAL = (
    Measure("writers", "other writers' digits"),
    Measure(exam.OWN, "real pictures"),
)
MADE = (
    Measure("corrupted", "corrupted images"),
    Measure("normalised", "corrupted images behind the normaliser"),
    Measure("paper", "generated paper"),
)
ERROR = Measure(drawing.ERROR, "reconstruction error", places=5, share=False, more_is_better=False)
ALTERNATION = Measure(drawing.ALTERNATION, "checkerboard", places=3, share=False, more_is_better=False)
FRESH = Measure(drawing.FRESH, "checkerboard before training", places=3, share=False, more_is_better=False)


@dataclass(frozen=True)
class Row:
    """A variant with all its seeds.

    Attributes:
        figures: by measure; those that every seed has.
        counts: of the pictures behind each.
        undisturbed: seconds of an epoch, of the quickest seed.
        seconds: of the whole training, by seed.
    """

    variant: Variant
    parameters: int
    multiply_adds: int
    figures: Mapping[str, Spread]
    counts: Mapping[str, int]
    undisturbed: float
    seconds: Spread


Table = Mapping[str, Row]


def tabled(results: Sequence[Result]) -> dict[str, Row]:
    """A row for each variant that has a result, in the order of `VARIANTS`."""
    return {name: _row(found) for name in VARIANTS if (found := [each for each in results if each.variant == name])}


def _row(results: Sequence[Result]) -> Row:
    first = results[0]
    shared = [key for key in first.figures if all(key in each.figures for each in results)]
    return Row(
        variant=VARIANTS[first.variant],
        parameters=first.parameters,
        multiply_adds=first.multiply_adds,
        figures={key: Spread(tuple(each.figures[key] for each in results)) for key in shared},
        counts=first.counts,
        undisturbed=min(each.timing.undisturbed for each in results),
        seconds=Spread(tuple(each.timing.seconds for each in results)),
    )
