"""The live progress of many runs on a terminal: which one it is, how far it is, and how long all will take."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from training import fit
from training.experiments.plan import Run
from training.experiments.results import Result
from training.experiments.run import Telling
from training.experiments.table import ERROR, HELD_OUT


@contextmanager
def shown(runs: Sequence[Run], epochs: int, console: Console) -> Iterator[Telling]:
    """Draws one bar over all runs, by the work in them, and leaves a line for each that is done.

    What is no terminal gets the lines only.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _Shown(runs, epochs, console, bar)


class _Shown(Telling):
    def __init__(self, runs: Sequence[Run], epochs: int, console: Console, bar: Progress) -> None:
        self._runs, self._epochs, self._console, self._bar = runs, epochs, console, bar
        self._task = bar.add_task("", total=sum(run.work for run in runs))
        self._skipped = self._done = self._count = 0
        self._run = runs[0]
        self._start = monotonic()

    def skip(self, run: Run) -> None:
        """What was done before took this command no time."""
        self._count += 1
        self._skipped += run.work
        self._done += run.work
        self._bar.reset(self._task, completed=self._done)

    def begin(self, run: Run) -> None:
        self._run, self._count = run, self._count + 1
        self._bar.update(self._task, completed=self._done, description=f"{self._title()}: starting")

    def see(self, now: fit.Progress) -> None:
        share = (now.epoch - 1 + now.done / now.count) / self._epochs
        told = f"{self._title()}: epoch {now.epoch}/{self._epochs}, loss {now.loss:.4f}"
        self._bar.update(self._task, completed=self._done + round(share * self._run.work), description=told)

    def finish(self, run: Run, result: Result) -> None:
        self._done += run.work
        self._bar.update(self._task, completed=self._done)
        measure = HELD_OUT if run.variant.reads else ERROR
        figure = f"{measure.title} {measure.value(result.figures[measure.key])}{' %' if measure.share else ''}"
        line = f"{self._title()}: {figure}, {result.timing.seconds:.0f} s{self._left()}"
        self._console.print(line, highlight=False, soft_wrap=True)

    def _title(self) -> str:
        return f"{self._count}/{len(self._runs)} {self._run.variant.name}, seed {self._run.seed}"

    def _left(self) -> str:
        """By the work that is left, at the pace of this command."""
        left = sum(run.work for run in self._runs) - self._done
        if not left:
            return ""
        seconds = (monotonic() - self._start) * left / (self._done - self._skipped)
        return f"; about {seconds / 60:.0f} minutes left"
