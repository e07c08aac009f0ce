from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from training.experiments.plan import Run
from training.experiments.progress import shown
from training.experiments.results import Result, Timing
from training.experiments.variants import VARIANTS
from training.fit import Progress


def _runs() -> list[Run]:
    run = Run(VARIANTS["textbook"], 0, Path("a.json"), 10, 100, work=1000)
    return [run, replace(run, seed=1), replace(run, variant=VARIANTS["upsampling"])]


def _result(run: Run) -> Result:
    figures = {"held-out": 0.9876} if run.variant.reads else {"error": 0.0123}
    return Result(run.variant.name, run.seed, 10, 100, figures, {}, "x", Timing(61.0, 10.0), {})


@pytest.mark.parametrize("terminal", [True, False])
def test_each_finished_run_leaves_a_line_with_the_time_left(terminal: bool) -> None:
    """What was done before leaves none, and does not count in the pace."""
    console = Console(file=StringIO(), force_terminal=terminal, width=120)
    skipped, read, drawn = _runs()
    with shown([skipped, read, drawn], 2, console) as telling:
        telling.skip(skipped)
        for run in (read, drawn):
            telling.begin(run)
            telling.see(Progress(epoch=1, done=50, count=100, loss=0.4, accuracy=0.8))
            telling.finish(run, _result(run))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "2/3 textbook, seed 1: held-out images 98.76 %, 61 s; about 0 minutes left" in written
    assert "3/3 upsampling, seed 0: reconstruction error 0.01230, 61 s\n" in written
    assert "1/3 textbook, seed 0:" not in written


def test_a_terminal_sees_the_run_its_epoch_and_what_is_left() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=140)
    runs = _runs()
    with shown(runs, 4, console) as telling:
        telling.begin(runs[0])
        for done in (20, 60, 100):
            telling.see(Progress(epoch=3, done=done, count=100, loss=0.4, accuracy=0.8))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1/3 textbook, seed 0: epoch 3/4, loss 0.4000" in written
    assert "25%" in written  # three of four epochs, of one of three runs
    assert "left" in written
