"""The document of the experiments: findings, tables and plots, all made of the results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.experiments import plots
from training.experiments.budget import Budget
from training.experiments.drawing import ORIGINALS
from training.experiments.findings import findings
from training.experiments.results import Result
from training.experiments.table import ALTERNATION, ERROR, FRESH, HELD_OUT, MADE, REAL, TEST, Measure, Row, tabled
from training.experiments.transfer import transfer
from training.experiments.variants import BASELINE, QUESTIONS


@dataclass(frozen=True)
class Source:
    """What the results were made with, for the document to tell.

    Attributes:
        command: what makes the document again.
        machine: processor and cores, such as `x86_64, 2 cores`.
    """

    budget: Budget
    command: str
    machine: str


def write(path: Path, results: Sequence[Result], source: Source) -> list[Path]:
    """Write the document, and its plots into a folder of its name beside it. Returns all paths."""
    table = tabled(results)
    readers = [row for row in table.values() if row.variant.reads]
    decoders = [row for row in table.values() if not row.variant.reads]
    drawn = _draw(readers, decoders, path.with_suffix(""))
    parts = [
        _head(source, readers),
        _findings(results),
        *(_readers(readers) if readers else ()),
        *(_decoders(decoders) if decoders else ()),
        *(f"![{title}]({plot.relative_to(path.parent).as_posix()})" for plot, title in drawn.items()),
        _origin(results, source.machine),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n")
    return [path, *drawn]


def _draw(readers: Sequence[Row], decoders: Sequence[Row], folder: Path) -> dict[Path, str]:
    drawn: dict[Path, str] = {}
    if readers:
        shared = _measured(readers, (TEST, *REAL))
        plots.by_seed(readers, shared, path := folder / "readers.svg")
        drawn[path] = "Each variant that reads: a dot for each seed, a line for the mean"
        plots.against_cost(readers, TEST, path := folder / "cost.svg")
        drawn[path] = "MNIST's test images over multiply-adds"
    if decoders:
        plots.by_seed(decoders, (ERROR, FRESH, ALTERNATION), path := folder / "decoders.svg")
        drawn[path] = "Each decoder: a dot for each seed, a line for the mean"
    return drawn


def _measured(rows: Sequence[Row], measures: Sequence[Measure]) -> list[Measure]:
    return [measure for measure in measures if all(measure.key in row.figures for row in rows)]


def _head(source: Source, readers: Sequence[Row]) -> str:
    budget, seeds = source.budget, len(source.budget.seeds)
    epochs = "1 epoch" if budget.epochs == 1 else f"{budget.epochs} epochs"
    lines = [
        "# What the textbook leaves open, measured",
        "",
        f"Made by `{source.command}`, figures and sentences alike; do not edit it by hand.",
        "",
        "Each variant is the textbook's network with one thing done otherwise. All get the same: the first "
        f"{budget.trained:,} of MNIST's training images, {epochs} in batches of 64, RMSprop as Keras has "
        f"it, and {seeds} seeds, which decide the first weights and the order of the images. Nothing was tuned for any "
        f"of them and no epoch was picked. The last {budget.held_out:,} training images are held out; they choose the "
        f"one network that the last section asks after, and nothing else is chosen. MNIST's first {budget.tested:,} "
        "test images were looked at once for each trained network.",
        "",
        "Figures are means over the seeds ± their standard deviation. Two variants differ *beyond the spread of the "
        "seeds* where Welch's 95 % interval of the difference of their means leaves out 0. With so few seeds small "
        "differences go unseen, and of every twenty comparisons without any difference one is expected to look like "
        f"one. The seeds say nothing of other test images: {budget.tested:,} of them make the 95 % interval of an "
        f"accuracy of 99 % ± {100 * 1.96 * (0.99 * 0.01 / budget.tested) ** 0.5:.2f} points wide by themselves.",
    ]
    if told := _pictures(budget, readers):
        lines += ["", told]
    return "\n".join(lines)


def _pictures(budget: Budget, readers: Sequence[Row]) -> str:
    """What else the readers were measured on."""
    meant = {
        "writers": "other writers' digits are scikit-learn's of 43 people, 8x8, enlarged, behind the normaliser",
        "own": "real pictures are those of one digit each in the folder of `--images`, behind the normaliser",
        "corrupted": f"corrupted are {budget.sizes.corrupted:,} test images in each of MNIST-C's fifteen ways",
        "paper": "paper is generated around MNIST's test digits, behind the normaliser",
    }
    told = [
        f"{text} ({readers[0].counts[key]:,})"
        for key, text in meant.items()
        if readers and all(key in row.figures for row in readers)
    ]
    return f"Beyond MNIST, as `digitscope evaluate --full` has it: {'; '.join(told)}." if told else ""


def _findings(results: Sequence[Result]) -> str:
    table = tabled(results)
    lines = ["## Findings"]
    for question in QUESTIONS:
        if told := findings(question, table):
            lines += ["", f"### {question.title}", "", question.asks]
            lines += [line for paragraph in told for line in ("", paragraph)]
    if told := transfer(table):
        lines += ["", "### Does a choice that wins on MNIST win elsewhere?"]
        lines += [line for paragraph in told for line in ("", paragraph)]
    return "\n".join(lines)


def _readers(rows: Sequence[Row]) -> Iterator[str]:
    yield "## Networks that read"
    yield _table(rows, [HELD_OUT, TEST])
    yield _elsewhere(rows)


def _decoders(rows: Sequence[Row]) -> Iterator[str]:
    yield "## Decoders"
    first = rows[0].figures[ORIGINALS].values[0]
    yield (
        "Autoencoders that squeeze a digit into 32 numbers; they differ in the two layers that make 7x7 maps 28x28. "
        "The error is the mean square of a pixel's, ink 1 on 0, on the test images. The checkerboard is how much more "
        "energy the spectrum has at the period of the stride than beside it, in shares of what is beside it: "
        f"0 is none, a million a checkerboard and nothing else, and the originals have {ALTERNATION.value(first)}."
    )
    yield _table(rows, [ERROR, FRESH, ALTERNATION])


def _table(rows: Sequence[Row], measures: Sequence[Measure]) -> str:
    names = [name for measure in measures for name in (measure.title, "by seed")]
    lines = [_cells("variant", *names, "parameters", "multiply-adds", "time"), "|---" * (len(names) + 4) + "|"]
    quickest = next((row for row in rows if row.variant.name == BASELINE), rows[0]).undisturbed
    for row in rows:
        told = [
            cell
            for measure in measures
            for cell in (measure.spread(row.figures[measure.key]), measure.values(row.figures[measure.key]))
        ]
        cost = (f"{row.parameters:,}", f"{row.multiply_adds:,}", f"{row.undisturbed / quickest:.2f}")
        lines.append(_cells(f"`{row.variant.name}`: {row.variant.title}", *told, *cost))
    first = next((row for row in rows if row.variant.name == BASELINE), rows[0])
    seconds = first.seconds
    lines += [
        "",
        "Multiply-adds are of one picture. Time is of one epoch at the pace of its quickest tenth, in the quickest "
        f"seed, over that of `{first.variant.name}`: {first.undisturbed:.1f} s, where the whole training took "
        f"{', '.join(f'{each:.0f}' for each in seconds.values)} s by the wall's clock, neighbours on the machine "
        "included. Times alone come out otherwise when it is made again.",
    ]
    return "\n".join(lines)


def _elsewhere(rows: Sequence[Row]) -> str:
    measures = _measured(rows, (*REAL, *MADE))
    lines = [_cells("variant", *(measure.title for measure in measures)), "|---" * (len(measures) + 1) + "|"]
    lines += [
        _cells(f"`{row.variant.name}`", *(each.spread(row.figures[each.key]) for each in measures)) for row in rows
    ]
    return "\n".join(lines)


def _origin(results: Sequence[Result], machine: str) -> str:
    commits = sorted({result.made["commit"] for result in results})
    packages = [f"{name} {results[0].made[name]}" for name in ("python", "keras", "numpy") if name in results[0].made]
    written = max(result.made["written"] for result in results)
    return f"{len(results)} runs, the last of {written}; commit {', '.join(commits)}; {', '.join(packages)}; {machine}."


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
