"""What the figures say, in sentences made of them: none says more than its numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.experiments.statistics import Difference, Spread, difference
from training.experiments.table import ALTERNATION, ERROR, FRESH, MADE, REAL, TEST, Measure, Row, Table
from training.experiments.variants import Question

NO_DIFFERENCE = "no difference beyond the spread of the seeds"


@dataclass(frozen=True)
class Comparison:
    """Two variants in one measure: the other less the first."""

    measure: Measure
    first: Spread
    other: Spread

    @property
    def difference(self) -> Difference:
        return difference(self.other, self.first)

    @property
    def verdict(self) -> int:
        """1 where the other is better, -1 where it is worse, 0 where the seeds tell no difference."""
        return self.difference.sign * (1 if self.measure.more_is_better else -1)

    def ranged(self) -> str:
        """The difference with its interval."""
        tell, unit = self.measure.signed, " points" if self.measure.share else ""
        told = f"{tell(self.difference.value)}{unit}"
        if self.difference.interval is None:
            return told
        low, high = self.difference.interval
        return f"{told}, {tell(low)} to {tell(high)}"


def compare(measure: Measure, first: Row, other: Row) -> Comparison | None:
    """None where one of them was not measured so."""
    if measure.key not in first.figures or measure.key not in other.figures:
        return None
    return Comparison(measure, first.figures[measure.key], other.figures[measure.key])


def findings(question: Question, table: Table) -> list[str]:
    """A paragraph for each answer but the first; none where fewer than two were trained."""
    there = [(table[name], told) for name, told in question.answers.items() if name in table]
    if not there or there[0][0].variant.name != next(iter(question.answers)):
        return []
    first, others = there[0], there[1:]
    return [" ".join(_sentences(first, other)) for other in others]


def _sentences(first: tuple[Row, str], other: tuple[Row, str]) -> Iterator[str]:
    (row, name), (other_row, other_name) = first, other
    heads = (TEST,) if row.variant.reads else (ERROR, FRESH, ALTERNATION)
    for measure in heads:
        if comparison := compare(measure, row, other_row):
            yield f"**{_headline(comparison, name, other_name)}**"
    elsewhere = [found for measure in (*REAL, *MADE) if (found := compare(measure, row, other_row))]
    if elsewhere:
        yield f"Elsewhere: {'; '.join(map(_clause, elsewhere))}."
    yield _cost(row, other_row)


def _headline(comparison: Comparison, name: str, other: str) -> str:
    measure = comparison.measure
    told = f"{measure.spread(comparison.other)} against {measure.spread(comparison.first)} ({comparison.ranged()})"
    subject = f"{'On' if measure.share else 'In its'} {measure.title}, {other}"
    if comparison.difference.interval is None:
        return f"{subject} has {told} of {name}: one seed tells no spread."
    if comparison.verdict == 0:
        return f"{subject} shows {NO_DIFFERENCE} from {name}: {told}."
    return f"{subject} is {_word(comparison.verdict)} than {name}: {told}."


def _clause(comparison: Comparison) -> str:
    if comparison.verdict == 0:
        return f"not told apart on {comparison.measure.title} ({comparison.ranged()})"
    return f"{_word(comparison.verdict)} on {comparison.measure.title} ({comparison.ranged()})"


def _word(verdict: int) -> str:
    return "better" if verdict > 0 else "worse"


def _cost(row: Row, other: Row) -> str:
    ratios = (
        (other.parameters / row.parameters, "parameters"),
        (other.multiply_adds / row.multiply_adds, "multiply-adds"),
        (other.undisturbed / row.undisturbed, "time of an undisturbed epoch"),
    )
    told = [f"{ratio:.2f} times the {name}" for ratio, name in ratios]
    return f"It takes {told[0]}, {told[1]} and {told[2]}."


def told_apart(questions: Sequence[Question], table: Table, measure: Measure) -> list[tuple[int, int]]:
    """Of each pair that is compared: the verdict on MNIST's test images, and the one in the other measure."""
    verdicts = []
    for question in questions:
        rows = [table[name] for name in question.answers if name in table]
        for other in rows[1:]:
            on_test, elsewhere = compare(TEST, rows[0], other), compare(measure, rows[0], other)
            if on_test and elsewhere:
                verdicts.append((on_test.verdict, elsewhere.verdict))
    return verdicts
