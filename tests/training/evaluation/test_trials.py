import sys

import numpy as np
import pytest

from model.normalise import normalise
from training.corruptions import CORRUPTIONS
from training.evaluation.trials import Plan, Sizes, planned, scikit_learn_digits
from training.mnist import Mnist
from training.negatives.kinds import KINDS
from training.writing.paper import TRAITS

TINY = Sizes(corrupted=12, sheets=2, drawn=2, crops=4)


@pytest.fixture(scope="module")
def plan(data: Mnist) -> Plan:
    return planned(data.test, TINY)


def test_every_corruption_is_seen_alone_and_behind_the_normaliser(plan: Plan) -> None:
    names = ["identity", *CORRUPTIONS]
    for group in ("raw", "normalised"):
        assert [trial.name for trial in plan.trials if trial.group == group] == names


def test_paper_has_every_trait_and_negatives_every_kind(plan: Plan) -> None:
    assert [trial.name for trial in plan.trials if trial.group == "paper"] == ["plain", *TRAITS]
    assert [trial.name for trial in plan.trials if trial.group == "drawn"] == list(KINDS)


def test_with_the_packages_of_development_nothing_is_skipped(plan: Plan) -> None:
    assert plan.skipped == ()
    assert {trial.group for trial in plan.trials} >= {"scikit-learn", "photographs"}


def test_a_trial_is_the_same_each_time(plan: Plan, data: Mnist) -> None:
    for one, other in zip(plan.trials[::5], planned(data.test, TINY).trials[::5], strict=True):
        if one.group in ("raw", "paper", "drawn") or one.name == "cut-outs":
            assert (one.make().frames == other.make().frames).all()


def test_digits_have_labels_and_negatives_none(plan: Plan) -> None:
    for group, count in {"raw": 12, "normalised": 12, "paper": 2, "drawn": None, "photographs": None}.items():
        trial = next(trial for trial in plan.trials if trial.group == group)
        prepared = trial.make()
        assert prepared.frames.shape[1:] == (28, 28)
        assert (prepared.labels is None) == (count is None)
        assert count is None or len(prepared.frames) == count
        assert prepared.records is None or len(prepared.records) == len(prepared.frames)


def test_a_digit_on_plain_paper_is_found_whole(plan: Plan, data: Mnist) -> None:
    prepared = next(trial for trial in plan.trials if (trial.group, trial.name) == ("paper", "plain")).make()
    assert prepared.labels is not None
    for frame, label in zip(prepared.frames, prepared.labels, strict=True):
        alike = [
            np.corrcoef(frame.ravel(), normalise(image).frame.ravel())[0, 1]
            for image in data.test.images[data.test.labels == label]
        ]
        assert max(alike) > 0.85


def test_scikit_learns_digits_are_those_of_its_writers() -> None:
    digits = scikit_learn_digits()
    assert digits is not None
    assert digits.images.shape == (1797, 64, 64)
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_what_is_not_installed_is_skipped_with_the_way_to_have_it(data: Mnist, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("sklearn", "skimage"):
        monkeypatch.setitem(sys.modules, package, None)
        monkeypatch.setitem(sys.modules, f"{package}.datasets", None)
    plan = planned(data.test, TINY)
    groups = {trial.group for trial in plan.trials}
    assert "scikit-learn" not in groups
    assert "photographs" in groups  # matplotlib's, at least
    assert len(plan.skipped) == 3
    assert all("pip install" in reason for reason in plan.skipped)
