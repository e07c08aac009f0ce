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

_MANY = 20  # trials of a group, of which the terminal shows the sum alone; --json and the card have them all


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
    """Right answers where there is a digit, refusals where there is none; of a large group its sum alone."""
    table = _table("Right answers; of what is no digit, what is refused", ["group", "pictures of", "count"], figures)
    first = next(iter(figures.values()))
    for group in dict.fromkeys(row["group"] for row in first["trials"]):
        for rows in zip(*(_of_group(found, group) for found in figures.values()), strict=True):
            cells = (_shares(row) for row in rows)
            table.add_row(group, rows[0]["name"], f"{rows[0]['count']:,}", *cells)
    return table


def _of_group(found: Row, group: str) -> list[Row]:
    rows = [row for row in found["trials"] if row["group"] == group]
    sums = [row for row in found.get("groups", ()) if row["group"] == group and row["trials"] > 1]
    return [*(rows if len(rows) <= _MANY else ()), *({**row, "name": f"all {row['trials']}"} for row in sums)]


def _shares(row: Row) -> str:
    if "accuracy" not in row:
        return f"refused {_ranged(row['refused_share'], row['refused_share_interval'], 3)}"
    refused = f", refused {row['refused']}" if row.get("refused") else ""
    return _ranged(row["accuracy"], row["accuracy_interval"], 4) + refused


def _scores(figures: Figures) -> Table:
    title = "Scores that could refuse: AUROC; refused where 1 % of digits are"
    table = _table(title, ["negatives", "score"], figures)
    told = [{(row["group"], row["score"]): row for row in found["scores"]} for found in figures.values()]
    for group, score in told[0]:
        rows = (of_version.get((group, score)) for of_version in told)
        table.add_row(group, score, *("-" if row is None else _score(row) for row in rows))
    return table


def _score(row: Row) -> str:
    return f"{row['auroc']:.3f}; {_ranged(row['share'], row['interval'], 3)}"


def _table(title: str, columns: list[str], figures: Figures) -> Table:
    names = [Column(name, no_wrap=True) for name in columns]
    return Table(*names, *(f"version {name}" for name in figures), title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _ranged(value: float, interval: list[float], places: int) -> str:
    low, high = (f"{each:.{places}f}" for each in interval)
    return f"{value:.{places}f} ({low}-{high})"
