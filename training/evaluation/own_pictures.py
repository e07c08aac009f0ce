"""A reader's own labelled pictures, from their files to the service's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import DigitscopeError
from model.normalise import Normalised, normalise
from model.normaliser.framing import SIDE
from model.picture.decode import decode
from model.versions.saved_model import SavedModel
from training.errors import BadData
from training.evaluation.labelled import WAYS, Labelled
from training.evaluation.measure import row
from training.evaluation.readings import ask
from training.evaluation.trials import Prepared

DIGITS, OTHERS = "digits", "no single digit"


@dataclass(frozen=True)
class Part:
    """The pictures of one kind that show one digit each, or of those that do not."""

    group: str
    kind: str
    pictures: tuple[Labelled, ...]
    prepared: Prepared


@dataclass(frozen=True)
class OwnPictures:
    """A folder's pictures through decoder and normaliser, and those that nothing says the digit of."""

    folder: Path
    parts: tuple[Part, ...]
    unlabelled: tuple[Path, ...]

    @classmethod
    def prepare(cls, folder: Path, pictures: Sequence[Labelled]) -> "OwnPictures":
        """Read every labelled file.

        Raises:
            BadData: there is none.
        """
        labelled = [picture for picture in pictures if picture.label is not None]
        if not labelled:
            raise BadData(f"of the {len(pictures)} pictures in {folder}, none is labelled. {WAYS}")
        found: dict[tuple[str, str], list[Labelled]] = {}
        for picture in labelled:
            group = DIGITS if picture.label in tuple("0123456789") else OTHERS
            found.setdefault((group, picture.kind), []).append(picture)
        parts = (Part(*key, tuple(of_kind), _prepared(key[0], of_kind)) for key, of_kind in sorted(found.items()))
        return cls(folder, tuple(parts), tuple(each.path for each in pictures if each.label is None))

    def figures(self, saved_model: SavedModel, thresholds: Mapping[str, float]) -> dict[str, Any]:
        """Counts by kind with intervals, verdicts by the version's thresholds, and every digit that is read wrong."""
        rows: list[dict[str, Any]] = []
        wrong: list[dict[str, Any]] = []
        for part in self.parts:
            prediction = ask(saved_model, part.prepared.frames)
            rows.append({"group": part.group, "name": part.kind, **row(part.prepared, prediction, thresholds)})
            if part.group == DIGITS:
                answers = np.where(part.prepared.inked, prediction.probabilities.argmax(axis=-1), -1)
                wrong += [
                    {
                        "file": picture.path.relative_to(self.folder).as_posix(),
                        "label": picture.label,
                        "answer": None if answer < 0 else str(answer),
                    }
                    for picture, answer in zip(part.pictures, answers, strict=True)
                    if str(answer) != picture.label
                ]
        return {"trials": rows, "wrong": wrong}


def _prepared(group: str, pictures: Sequence[Labelled]) -> Prepared:
    normalised = [_normalised(picture.path) for picture in pictures]
    frames = [each.frame if each else np.zeros((SIDE, SIDE), np.uint8) for each in normalised]
    labels = np.array([int(picture.label or 0) for picture in pictures], np.uint8) if group == DIGITS else None
    return Prepared(np.stack(frames), labels, tuple(each.record if each else None for each in normalised))


def _normalised(path: Path) -> Normalised | None:
    """None where the service would refuse the file."""
    try:
        return normalise(decode(path.read_bytes()))
    except DigitscopeError:
        return None
