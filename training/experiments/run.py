"""Trains and measures what is not yet there, run by run, and leaves a result of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras

from training.experiments import drawing, reading
from training.experiments.exam import Exam
from training.experiments.pace import Pace
from training.experiments.plan import Run
from training.experiments.results import Result, Timing
from training.fit import Progress, Watch
from training.versions import provenance


class Telling:
    """Is told how the runs go; by itself it says nothing."""

    def skip(self, run: Run) -> None:
        """The run was done before."""

    def begin(self, run: Run) -> None:
        """The run's training starts, or goes on."""

    def see(self, now: Progress) -> None:
        """A part of an epoch is done."""

    def finish(self, run: Run, result: Result) -> None:
        """The run is trained and measured."""


@dataclass(frozen=True)
class _Outcome:
    figures: dict[str, float]
    counts: dict[str, int]
    seconds: float


def carry_out(runs: Sequence[Run], exam: Exam, telling: Telling) -> list[Result]:
    """The results of all runs, in their order; those that are there already are read, and no more.

    Killed at any time, the next call loses one epoch at most, or a whole run of a decoder.

    Raises:
        BadData: a result is damaged, or the exam's pictures cannot be read.
    """
    return [_result(run, exam, telling) for run in runs]


def _result(run: Run, exam: Exam, telling: Telling) -> Result:
    before = Result.read(run.file)
    name = measured_on(run, exam)
    if before is not None and before.measured_on == name:
        telling.skip(run)
        return before
    telling.begin(run)
    pace = Pace()

    def watch(now: Progress) -> None:
        pace.see(now)
        telling.see(now)

    outcome = (_read if run.variant.reads else _draw)(run, exam, watch)
    undisturbed = pace.epoch()
    timing = Timing(outcome.seconds, undisturbed or outcome.seconds / exam.budget.epochs)
    if before is not None and undisturbed is None:  # nothing was trained, only measured again
        timing = before.timing
    result = Result(
        variant=run.variant.name,
        seed=run.seed,
        parameters=run.parameters,
        multiply_adds=run.multiply_adds,
        figures=outcome.figures,
        counts=outcome.counts,
        measured_on=name,
        timing=timing,
        made=_made(),
    )
    result.save(run.file)
    telling.finish(run, result)
    keras.backend.clear_session()  # else each network stays in memory
    return result


def measured_on(run: Run, exam: Exam) -> str:
    """The name of what a run's figures are measured on: a decoder sits no exam, and is measured on the test images."""
    return exam.name if run.variant.reads else f"{exam.budget.tested} test images"


def _read(run: Run, exam: Exam, watch: Watch) -> _Outcome:
    shown, _, _ = exam.budget.of(exam.data)
    recipe = reading.recipe_of(run.variant, exam.budget.epochs)
    fitted = reading.trained(recipe, shown, run.seed, run.folder, watch)
    seconds = sum(epoch.seconds for epoch in fitted.history)
    counts = {name: len(sheet.labels) for name, sheet in exam.sheets.items()}
    return _Outcome(reading.measured(fitted.model, exam.sheets), counts, seconds)


def _draw(run: Run, exam: Exam, watch: Watch) -> _Outcome:
    shown, _, test = exam.budget.of(exam.data)
    figures, seconds = drawing.measured(
        run.variant.build, shown, test.images, epochs=exam.budget.epochs, seed=run.seed, watch=watch
    )
    return _Outcome(figures, dict.fromkeys(figures, len(test)), seconds)


def _made() -> dict[str, str]:
    return {
        "commit": provenance.commit() or "unknown",
        "written": provenance.now().isoformat(),
        **provenance.packages(),
    }
