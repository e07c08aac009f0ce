"""Runs on a tiny budget: done once, gone on with, and the same again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.experiments.conftest import FEW
from training.errors import BadData
from training.experiments.budget import Budget
from training.experiments.exam import Exam
from training.experiments.plan import Run, runs
from training.experiments.results import Result
from training.experiments.run import Telling, carry_out
from training.experiments.variants import chosen
from training.fit import Progress
from training.mnist import Mnist


class Noted(Telling):
    """Notes what happens, and can be interrupted in an epoch of the run of a number."""

    def __init__(self, kill_in: tuple[int, int] | None = None) -> None:
        self.begun: list[str] = []
        self.skipped: list[str] = []
        self.epochs: list[int] = []
        self._kill_in = kill_in

    def skip(self, run: Run) -> None:
        self.skipped.append(run.file.stem)

    def begin(self, run: Run) -> None:
        self.begun.append(run.file.stem)

    def see(self, now: Progress) -> None:
        self.epochs.append(now.epoch)
        if (len(self.begun), now.epoch) == self._kill_in:
            raise KeyboardInterrupt


def _table(results: list[Result]) -> list[object]:
    """All but the timings, and when it was."""
    return [
        (each.variant, each.seed, each.parameters, each.multiply_adds, each.figures, each.counts) for each in results
    ]


@pytest.fixture(scope="module")
def planned(data: Mnist, budget: Budget, tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    return runs(chosen(FEW), budget, data, tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def unbroken(planned: list[Run], exam: Exam) -> list[Result]:
    return carry_out(planned, exam, Telling())


def _elsewhere(planned: list[Run], folder: Path) -> list[Run]:
    return [replace(run, file=folder / run.file.name) for run in planned]


def test_each_run_has_its_figures_cost_and_time(planned: list[Run], unbroken: list[Result]) -> None:
    assert [(each.variant, each.seed) for each in unbroken] == [(name, seed) for seed in (0, 1) for name in FEW]
    first = unbroken[0]
    assert set(first.figures) == {"held-out", "test", "corrupted", "normalised", "writers", "paper"}
    assert first.counts == {
        "held-out": 32,
        "test": 40,
        "corrupted": 30,
        "normalised": 30,
        "writers": 1797,
        "paper": first.counts["paper"],
    }
    assert all(0 <= share <= 1 for share in first.figures.values())
    assert (first.parameters, first.multiply_adds) == (260_298, 5_662_208)
    assert 0 < first.timing.undisturbed <= first.timing.seconds
    decoder = unbroken[2]
    assert set(decoder.figures) == {
        "error",
        "alternation",
        "alternation of fresh weights",
        "alternation of the originals",
    }
    assert 0 < decoder.figures["error"] < 0.5
    assert json.loads(planned[0].file.read_text())["figures"] == first.figures


def test_the_same_seeds_give_the_same_table(
    planned: list[Run], unbroken: list[Result], exam: Exam, tmp_path: Path
) -> None:
    """In another folder and another order; the two seeds differ."""
    again = carry_out(_elsewhere(planned, tmp_path)[::-1], exam, Telling())[::-1]
    assert _table(again) == _table(unbroken)
    assert unbroken[2].figures["error"] != unbroken[5].figures["error"]


@pytest.mark.parametrize("kill_in", [(1, 2), (2, 1), (3, 2)], ids=["reader", "reader, first epoch", "decoder"])
def test_what_was_interrupted_goes_on_to_the_same_table(
    kill_in: tuple[int, int], planned: list[Run], unbroken: list[Result], exam: Exam, tmp_path: Path
) -> None:
    """Nothing that was done is done again: neither runs, nor a reader's epochs."""
    these = _elsewhere(planned, tmp_path)[:3]
    with pytest.raises(KeyboardInterrupt):
        carry_out(these, exam, Noted(kill_in))
    noted = Noted()
    resumed = carry_out(these, exam, noted)
    assert _table(resumed) == _table(unbroken[:3])
    assert noted.skipped == [run.file.stem for run in these[: kill_in[0] - 1]]
    if kill_in == (1, 2):
        assert noted.epochs[0] == 2


def test_what_is_done_is_only_read(planned: list[Run], unbroken: list[Result], exam: Exam) -> None:
    noted = Noted()
    assert carry_out(planned, exam, noted) == unbroken
    assert (noted.begun, len(noted.skipped)) == ([], len(planned))


def test_other_pictures_are_measured_without_training_anew(
    planned: list[Run], exam: Exam, data: Mnist, budget: Budget, tmp_path: Path
) -> None:
    """And the times of the training stay."""
    these = _elsewhere(planned, tmp_path)[:1]
    done = carry_out(these, exam, Telling())
    noted, other = Noted(), Exam(data, replace(budget, tested=20))
    measured = carry_out(these, other, noted)
    assert noted.epochs == []
    assert measured[0].timing == done[0].timing
    assert measured[0].counts["test"] == 20


def test_another_budget_is_another_run(planned: list[Run], data: Mnist, budget: Budget, tmp_path: Path) -> None:
    """Their names differ, so that neither is taken for the other; the same again has the same name."""
    names = {run.file.name for run in planned}
    assert {run.file.name for run in runs(chosen(FEW), budget, data, tmp_path)} == names
    for other in (replace(budget, epochs=3), replace(budget, trained=90)):
        assert not names & {run.file.name for run in runs(chosen(FEW), other, data, tmp_path)}


def test_a_damaged_checkpoint_is_passed_over(
    planned: list[Run], unbroken: list[Result], exam: Exam, tmp_path: Path
) -> None:
    these = _elsewhere(planned, tmp_path)[:1]
    these[0].folder.mkdir(parents=True)
    (these[0].folder / "checkpoint.npz").write_bytes(b"half a file")
    assert _table(carry_out(these, exam, Telling())) == _table(unbroken[:1])


def test_a_damaged_result_is_refused_with_the_way_out(planned: list[Run], exam: Exam, tmp_path: Path) -> None:
    these = _elsewhere(planned, tmp_path)[:1]
    these[0].file.write_text('{"variant": "textbook"}')
    with pytest.raises(BadData, match=r"is no result of an experiment.*Remove it"):
        carry_out(these, exam, Telling())
