"""What `digitscope experiments` shows: its figures as tables, a row for each variant."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Column, Table

if TYPE_CHECKING:
    from training.experiments.results import Result
    from training.experiments.table import Measure, Row


def tables(results: "Sequence[Result]") -> "Iterator[Table]":
    """Those that read digits, and those that redraw them."""
    from training.experiments.table import ALTERNATION, ERROR, FRESH, HELD_OUT, MADE, REAL, TEST, tabled

    rows = list(tabled(results).values())
    if readers := [row for row in rows if row.variant.reads]:
        yield _table("Right answers in %, mean and standard deviation", readers, (HELD_OUT, TEST), costs=True)
        yield _table("Beyond MNIST", readers, (*REAL, *MADE))
    if decoders := [row for row in rows if not row.variant.reads]:
        yield _table("Digits redrawn, mean and standard deviation", decoders, (ERROR, FRESH, ALTERNATION), costs=True)


def _table(title: str, rows: "Sequence[Row]", measures: "Sequence[Measure]", *, costs: bool = False) -> Table:
    shared = [measure for measure in measures if all(measure.key in row.figures for row in rows)]
    names = [measure.title if not measure.share else measure.key for measure in shared]
    names += ["parameters", "multiply-adds", "s/epoch"] if costs else []
    table = Table(
        Column("variant", no_wrap=True),
        *(Column(name, justify="right") for name in names),
        title=title,
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for row in rows:
        told = (measure.spread(row.figures[measure.key]).removesuffix(" %") for measure in shared)
        cost = (f"{row.parameters:,}", f"{row.multiply_adds:,}", f"{row.undisturbed:.1f}")
        table.add_row(row.variant.name, *told, *(cost if costs else ()))
    return table
