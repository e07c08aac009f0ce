"""What is counted, on answers that are given and on those of the shipped network."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.normalise import Record, normalise
from model.verdict import FAMILIARITY
from model.versions.saved_model import Prediction, SavedModel
from training.evaluation.measure import Subject, features, measure, row, total
from training.evaluation.readings import ask, read
from training.evaluation.trials import Prepared, Trial, behind_normaliser
from training.mnist import Mnist
from training.writing.strokes import draw

FRAMES = np.stack([draw(digit) for digit in (3, 4, 5, 6)])
LABELS = np.array([3, 4, 5, 6], np.uint8)
SURE = Prediction(np.eye(10, dtype=np.float32)[[3, 4, 5, 0]], np.eye(10, dtype=np.float32)[[3, 4, 5, 0]] * 20)


def _records() -> tuple[Record | None, ...]:
    """Two digits, a blank sheet, and a file that was no picture."""
    digit, blank = normalise(draw(3)).record, normalise(np.full((40, 40), 200, np.uint8)).record
    assert blank.blank
    return digit, digit, blank, None


def test_without_the_normaliser_only_right_answers_are_counted() -> None:
    told = row(Prepared(FRAMES, LABELS), SURE, {})
    assert (told["count"], told["right"], told["accuracy"]) == (4, 3, 0.75)
    assert told["accuracy_interval"] == pytest.approx([0.3006, 0.9544], abs=1e-4)
    assert "refused" not in told


def test_what_the_normaliser_or_the_decoder_rejects_is_wrong_for_a_digit() -> None:
    told = row(Prepared(FRAMES, LABELS, _records()), SURE, {})
    assert (told["right"], told["refused"]) == (2, 2)
    assert told["verdicts"] == {"blank": 1, "digit": 2, "unusable": 1}


def test_of_what_is_no_digit_refusals_are_counted() -> None:
    told = row(Prepared(FRAMES, None, _records()), SURE, {})
    assert (told["refused"], told["refused_share"]) == (2, 0.5)
    assert "right" not in told


def test_the_verdict_is_that_of_the_service() -> None:
    verdicts = read(_records(), SURE, {})
    assert [verdict and verdict.name for verdict in verdicts] == ["digit", "digit", "blank", None]


def test_a_versions_own_thresholds_refuse() -> None:
    """The shipped one's are whatever was fitted; one that nothing reaches refuses all that has ink."""
    verdicts = read(_records(), SURE, {FAMILIARITY: 1e9})
    assert [verdict and verdict.name for verdict in verdicts] == ["not_a_digit", "not_a_digit", "blank", None]


def test_a_groups_sum_leaves_out_the_uncorrupted() -> None:
    rows = [{"name": name, **row(Prepared(FRAMES, LABELS), SURE, {})} for name in ("identity", "fog", "scale")]
    summed = total("raw", rows)
    assert (summed["trials"], summed["count"], summed["right"], summed["accuracy"]) == (2, 8, 6, 0.75)


def test_a_trial_is_made_once_for_all_versions(version_folder: Path, data: Mnist) -> None:
    """Both versions get the same figures from the same network, and scores where digits and others were seen."""
    made = []

    def make(labels: NDArray[np.uint8] | None) -> Prepared:
        made.append(labels)
        pictures = data.test.images if labels is not None else data.test.images[:30, ::-1]
        return behind_normaliser(list(pictures), labels)

    trials = [
        Trial("paper", "plain", lambda: make(data.test.labels)),
        Trial("drawn", "upside down", lambda: make(None)),
    ]
    subjects = [Subject.load(version_folder, data.train) for _ in range(2)]
    measure(subjects, trials)
    assert len(made) == 2
    first, second = (subject.figures() for subject in subjects)
    assert first == second
    assert first["trials"][0]["accuracy"] > 0.9
    assert [group["group"] for group in first["groups"]] == ["paper", "drawn"]
    assert len(first["scores"]) == 10
    assert {(score["group"], score["digits"], score["others"]) for score in first["scores"]} == {("drawn", 100, 30)}


def test_features_are_the_last_hidden_layers_for_each_picture(version_folder: Path, data: Mnist) -> None:
    hidden = features(SavedModel(version_folder), "dense", data.test.images)
    assert hidden.shape == (100, 128)
    alone = features(SavedModel(version_folder), "dense", data.test.images[7:8])
    assert hidden[7] == pytest.approx(alone[0], abs=1e-4)


def test_many_pictures_are_asked_in_parts_and_answered_in_order(version_folder: Path, data: Mnist) -> None:
    images = np.concatenate([data.train.images, data.test.images])
    saved_model = SavedModel(version_folder)
    answers, tail = ask(saved_model, images), ask(saved_model, data.test.images)
    assert answers.logits[-100:] == pytest.approx(tail.logits, abs=1e-4)


def test_a_blank_record_is_never_taken_for_ink() -> None:
    digit = normalise(draw(3)).record
    prepared = Prepared(FRAMES[:2], None, (digit, replace(digit, blank=True)))
    assert prepared.inked.tolist() == [True, False]


def test_a_network_with_too_many_features_goes_without_distances(
    version_folder: Path, data: Mnist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their covariance would not fit into memory."""
    monkeypatch.setattr("training.evaluation.measure._MOST_FEATURES", 100)
    subject = Subject.load(version_folder, data.train)
    trials = [Trial(group, "any", lambda: behind_normaliser(list(FRAMES), LABELS)) for group in ("paper", "drawn")]
    measure([subject], trials)
    assert {score["score"] for score in subject.compared()} & {"energy", "mahalanobis", "nearest"} == {"energy"}
