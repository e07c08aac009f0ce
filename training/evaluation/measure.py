"""Measures versions side by side on every trial: each trial's pictures are made once, and shown to all of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.versions.manifest import Manifest
from model.versions.saved_model import Prediction, SavedModel
from training.evaluation.intervals import wilson
from training.evaluation.readings import ask, read
from training.evaluation.scores import Features, Reference, Values, compare, of_answer, of_records
from training.evaluation.trials import Prepared, Trial
from training.mnist import Examples

_BATCH = 200  # of the signature that gives every layer's output
_MOST_FEATURES = 2048
_SCORED_DIGITS = ("scikit-learn", "paper")  # groups whose digits, and whose negatives, the scores are compared on
_NEGATIVES = ("drawn", "photographs")
_UNUSABLE = "unusable"  # in the place of a verdict, where a file is refused before it is read

Watch = Callable[[Trial], None]  # called before a trial


@dataclass
class Subject:
    """A version that is measured, and what was found.

    Attributes:
        thresholds: the version's own, by which the verdict refuses.
        last_hidden: the layer before the last.
        reference: what it makes of training digits; None where it has too many features to invert a covariance of.
        rows: a dictionary for each trial, as `row` makes it.
        scores: of the pictures that scores are compared on, by group and by score, [N] each.
    """

    name: str
    saved_model: SavedModel
    thresholds: Mapping[str, float]
    last_hidden: str
    reference: Reference | None
    rows: list[dict[str, Any]] = field(default_factory=list)
    scores: dict[str, list[dict[str, Values]]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, training: Examples) -> "Subject":
        """The version of a folder, with the features that it gives some training digits."""
        manifest = Manifest.read(folder)
        layer = manifest.layers[-2].name
        saved_model = SavedModel(folder)
        few = features(saved_model, layer, training.images[:1]).shape[-1] <= _MOST_FEATURES
        reference = Reference.of(features(saved_model, layer, training.images), training.labels) if few else None
        return cls(folder.name, saved_model, manifest.calibration.thresholds, layer, reference)

    def take(self, trial: Trial, prepared: Prepared) -> None:
        """Sit a trial."""
        prediction = ask(self.saved_model, prepared.frames)
        self.rows.append({"group": trial.group, "name": trial.name, **row(prepared, prediction, self.thresholds)})
        if trial.group in (*_SCORED_DIGITS, *_NEGATIVES) and (inked := prepared.inked).any():
            self.scores.setdefault(trial.group, []).append(self._scores(prepared, prediction, inked))

    def _scores(self, prepared: Prepared, prediction: Prediction, inked: NDArray[np.bool_]) -> dict[str, Values]:
        answered = Prediction(prediction.probabilities[inked], prediction.logits[inked])
        records = [record for record in prepared.records or () if record is not None and not record.blank]
        distances = {}
        if self.reference is not None:
            hidden = features(self.saved_model, self.last_hidden, prepared.frames[inked])
            distances = self.reference.scores(hidden)
        return {**of_answer(answered), **distances, **of_records(records)}

    def figures(self) -> dict[str, Any]:
        """All of it, for `model.json`: every trial, the sums of every group, and the scores compared."""
        groups = dict.fromkeys(each["group"] for each in self.rows)
        sums = [total(group, [each for each in self.rows if each["group"] == group]) for group in groups]
        return {"trials": self.rows, "groups": sums, "scores": self.compared()}

    def compared(self) -> list[dict[str, Any]]:
        """Each score on each group of negatives, against all the digits."""
        digits = [part for group in _SCORED_DIGITS for part in self.scores.get(group, [])]
        return [
            {"group": group, **compare(name, _joined(digits, name), _joined(parts, name))}
            for group in _NEGATIVES
            if digits and (parts := self.scores.get(group))
            for name in digits[0]
        ]


def measure(subjects: Sequence[Subject], trials: Sequence[Trial], watch: Watch = lambda _: None) -> None:
    """Let all versions sit all trials."""
    for trial in trials:
        watch(trial)
        prepared = trial.make()
        for subject in subjects:
            subject.take(trial, prepared)


def features(saved_model: SavedModel, layer: str, frames: NDArray[np.uint8]) -> Features:
    """A layer's output for frames, uint8 [N, 28, 28]: float32 [N, features]."""
    starts = range(0, len(frames), _BATCH)
    outputs = [saved_model.layers(frames[start : start + _BATCH])[layer] for start in starts]
    return np.concatenate([output.reshape(len(output), -1) for output in outputs])


def row(prepared: Prepared, prediction: Prediction, thresholds: Mapping[str, float]) -> dict[str, Any]:
    """Counts of one trial, each share with its 95 % interval by Wilson.

    `right` counts the network's right answers where the normaliser found ink, whatever the verdict; `verdicts` counts
    each verdict in service, `unusable` where a file is refused; `refused` those without a digit, which are wrong of
    digits and right of negatives.
    """
    count = len(prepared.frames)
    counted: dict[str, Any] = {"count": count}
    if prepared.labels is not None:
        right = int((prepared.inked & (prediction.probabilities.argmax(axis=-1) == prepared.labels)).sum())
        counted |= {"right": right}
    if prepared.records is not None:
        verdicts = read(prepared.records, prediction, thresholds)
        refused = sum(verdict is None or verdict.best is None for verdict in verdicts)
        names = Counter(verdict.name if verdict else _UNUSABLE for verdict in verdicts)
        counted |= {"refused": refused, "verdicts": dict(sorted(names.items()))}
    return _with_shares(counted)


def total(group: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A group's rows summed up; what was done nothing to is no corruption, and left out."""
    counted = [each for each in rows if each["name"] != "identity"]
    keys = [key for key in ("count", "right", "refused") if all(key in each for each in counted)]
    sums: dict[str, Any] = {key: sum(each[key] for each in counted) for key in keys}
    if "refused" in sums:
        sums["verdicts"] = {name: sum(each["verdicts"].get(name, 0) for each in counted) for name in _names(counted)}
    return {"group": group, "trials": len(counted), **_with_shares(sums)}


def _names(rows: Sequence[dict[str, Any]]) -> list[str]:
    return sorted({name for each in rows for name in each["verdicts"]})


def _with_shares(counted: dict[str, Any]) -> dict[str, Any]:
    shares = {}
    for key, name in (("right", "accuracy"), ("refused", "refused_share")):
        if key in counted:
            shares[name] = counted[key] / max(counted["count"], 1)
            shares[f"{name}_interval"] = list(wilson(counted[key], counted["count"]))
    return {**counted, **shares}


def _joined(parts: Sequence[dict[str, Values]], name: str) -> Values:
    return np.concatenate([part[name] for part in parts])
