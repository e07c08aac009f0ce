"""What `digitscope evaluate` shows: its progress, and its figures as tables with a column for each version."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

Figures = dict[str, dict[str, Any]]  # by version
Row = dict[str, Any]


@contextmanager
def progress(console: Console) -> Iterator[Callable[[int, int, str], None]]:
    """A bar over many trials; called with how many are done, of how many, and what comes next."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("")
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)


def digits(figures: Row, version: str) -> Table:
    """One version on MNIST's test images: precision and recall of each digit, and what it was read as."""
    low, high = figures["interval"]
    table = Table(
        *(Column(name, justify="right", no_wrap=True) for name in ("digit", "precision", "recall", *"0123456789")),
        title=f"Version {version}: {figures['right']:,} of {figures['count']:,} right, loss {figures['loss']:.4f}",
        caption=f"accuracy {figures['accuracy']:.4f} (95 % interval {low:.4f} to {high:.4f}, Wilson); "
        "the right columns count what each digit was read as",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    rows = zip(figures["precision"], figures["recall"], figures["confusion"], strict=True)
    for label, (precision, recall, counts) in enumerate(rows):
        table.add_row(str(label), f"{precision:.4f}", f"{recall:.4f}", *(str(count) for count in counts))
    return table


def compared(figures: Figures) -> Iterator[Table]:
    """Calibration, trials and scores of all versions side by side, as far as they were measured."""
    if all("calibration" in found.get("test", {}) for found in figures.values()):
        yield _calibration(figures)
    trials = {name: found.get("beyond", found) for name, found in figures.items()}
    if all("trials" in found for found in trials.values()):
        yield _trials(trials)
    if all("scores" in found for found in trials.values()):
        yield _scores(trials)


def _calibration(figures: Figures) -> Table:
    table = _table("Calibration on MNIST's test images", ["figure"], figures)
    told = {name: found["test"]["calibration"] for name, found in figures.items()}
    first = next(iter(told.values()))
    for key in (key for key, value in first.items() if isinstance(value, dict)):
        cells = (_ranged(each[key]["value"], each[key]["interval"], 4) for each in told.values())
        table.add_row(key.replace("_", " "), *cells)
    for index, at in enumerate(first["at_coverage"]):
        each_at = [each["at_coverage"][index] for each in told.values()]
        cells = (_ranged(each["error"], each["interval"], 4) for each in each_at)
        table.add_row(f"error at {at['coverage']:.1%} coverage ({at['count']:,})", *cells)
    return table


def _trials(figures: Figures) -> Table:
    """Right answers where there is a digit, refusals where there is none."""
    table = _table("Right answers; of what is no digit, what is refused", ["group", "pictures of", "count"], figures)
    for rows in zip(*(found["trials"] + _sums(found) for found in figures.values()), strict=True):
        first = rows[0]
        table.add_row(first["group"], first["name"], f"{first['count']:,}", *(_shares(each) for each in rows))
    return table


def _sums(found: Row) -> list[Row]:
    return [{**each, "name": f"all {each['trials']}"} for each in found.get("groups", ()) if each["trials"] > 1]


def _shares(row: Row) -> str:
    if "accuracy" not in row:
        return f"refused {_ranged(row['refused_share'], row['refused_share_interval'], 3)}"
    refused = f", refused {row['refused']}" if row.get("refused") else ""
    return _ranged(row["accuracy"], row["accuracy_interval"], 4) + refused


def _scores(figures: Figures) -> Table:
    table = _table("Scores that could refuse: AUROC; refused at 1 % of digits refused", ["of", "score"], figures)
    for rows in zip(*(found["scores"] for found in figures.values()), strict=True):
        cells = (f"{each['auroc']:.3f}; {_ranged(each['share'], each['interval'], 3)}" for each in rows)
        table.add_row(rows[0]["group"], rows[0]["score"], *cells)
    return table


def _table(title: str, columns: list[str], figures: Figures) -> Table:
    versions = [Column(f"version {name}", no_wrap=True) for name in figures]
    return Table(*columns, *versions, title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _ranged(value: float, interval: list[float], places: int) -> str:
    low, high = (f"{each:.{places}f}" for each in interval)
    return f"{value:.{places}f} ({low}-{high})"
