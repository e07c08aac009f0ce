"""Whether a choice that wins on MNIST wins elsewhere, in sentences made of the figures."""

from collections.abc import Sequence

from training.experiments.findings import compare, told_apart
from training.experiments.statistics import ranks_agree
from training.experiments.table import HELD_OUT, MADE, REAL, TEST, Measure, Row, Table
from training.experiments.variants import QUESTIONS

_FEWEST = 3  # networks that a rank correlation says anything of


def transfer(table: Table) -> list[str]:
    """A paragraph for each of the other measures; none where fewer than three readers were measured."""
    readers = [row for row in table.values() if row.variant.reads and {HELD_OUT.key, TEST.key} <= set(row.figures)]
    if len(readers) < _FEWEST:
        return []
    measures = [measure for measure in (*REAL, *MADE) if all(measure.key in row.figures for row in readers)]
    return [_paragraph(measure, readers, table) for measure in measures]


def _paragraph(measure: Measure, readers: Sequence[Row], table: Table) -> str:
    verdicts = told_apart(QUESTIONS, table, measure)
    told = [(on_test, elsewhere) for on_test, elsewhere in verdicts if on_test]
    same = sum(on_test == elsewhere for on_test, elsewhere in told)
    opposite = sum(on_test == -elsewhere for on_test, elsewhere in told)
    agreement = ranks_agree(*([row.figures[key].mean for row in readers] for key in (TEST.key, measure.key)))
    return (
        f"**{measure.title[0].upper()}{measure.title[1:]}.** MNIST's test images tell {len(told)} of "
        f"{len(verdicts)} choices apart; of those, {same} go the same way here, {opposite} the other way, and "
        f"{len(told) - same - opposite} cannot be told. The order of the {len(readers)} networks agrees with that on "
        f"MNIST's test images by a rank correlation of {agreement:.2f} (Spearman). {_choice(measure, readers)}"
    )


def _choice(measure: Measure, readers: Sequence[Row]) -> str:
    """Where the network stands that the held-out images choose."""
    choice = max(readers, key=lambda row: row.figures[HELD_OUT.key].mean)
    ranked = sorted(readers, key=lambda row: -row.figures[measure.key].mean)
    place = ranked.index(choice) + 1
    own = measure.spread(choice.figures[measure.key])
    chosen = f"The held-out images choose {choice.variant.title}"
    if place == 1:
        return f"{chosen}, which is first here, too ({own})."
    best = ranked[0]
    comparison = compare(measure, choice, best)
    how = "ahead" if comparison and comparison.verdict else "ahead, but by no more than the spread of the seeds"
    return (
        f"{chosen}, which is number {place} here ({own}); {best.variant.title} is {how} "
        f"({measure.spread(best.figures[measure.key])})."
    )
