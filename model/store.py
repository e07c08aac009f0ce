"""The versions that are served, found in the model folder."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.batcher import Batcher
from model.errors import BadVersion, NotFound
from model.folders import require_versions
from model.scores import Scores
from model.version import Frame, Version

LABELS_FILE = "labels.json"


@dataclass(frozen=True)
class Served:
    """A version that answers requests, with the batcher in front of it."""

    version: Version
    batcher: Batcher[Frame, Scores]


class Store:
    """Every version of a model folder, by number and by label; the highest number is the default.

    Labels are names for versions in `labels.json` beside the version folders, such as `{"stable": 1}`.
    """

    def __init__(self, folder: Path, load: Callable[[Path], Served]) -> None:
        self.folder = folder.absolute()  # so that the current folder has a name, too
        self._load = load
        self._served: dict[int, Served] = {}
        self.labels: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The model's name in every answer: the folder's."""
        return self.folder.name

    @property
    def served(self) -> list[Served]:
        """What is served, newest first."""
        return [self._served[number] for number in sorted(self._served, reverse=True)]

    def load(self) -> None:
        """Load every version of the folder; raises BadVersion when there is none or one of them cannot be served."""
        found = require_versions(self.folder)
        self._served = {number: self._load(folder) for number, folder in found.items()}
        self.labels = self._read_labels()

    def get(self, version: int | None = None, label: str | None = None) -> Served:
        """The version of that number or label, by default the newest.

        Raises:
            NotFound: there is no such version or label, or the two disagree.
        """
        number = max(self._served) if version is None else version
        if label is not None:
            if label not in self.labels:
                raise NotFound(f"there is no label {label!r}; the labels are {_listed(self.labels)}")
            if version is not None and version != self.labels[label]:
                raise NotFound(f"label {label!r} is on version {self.labels[label]}, not on version {version}")
            number = self.labels[label]
        if number not in self._served:
            raise NotFound(f"there is no version {number}; the versions are {_listed(sorted(self._served))}")
        return self._served[number]

    def labels_of(self, version: int) -> list[str]:
        return sorted(label for label, number in self.labels.items() if number == version)

    def close(self) -> None:
        """Release everyone who waits for an answer."""
        for served in self._served.values():
            served.batcher.close()

    def _read_labels(self) -> dict[str, int]:
        path = self.folder / LABELS_FILE
        if not path.exists():
            return {}
        try:
            labels: Any = json.loads(path.read_text())
            if not isinstance(labels, dict) or not all(type(number) is int for number in labels.values()):
                raise ValueError("it must map each label to a version's number")
        except ValueError as error:
            raise BadVersion(f"{path} cannot be read: {error}") from error
        unknown = {label: number for label, number in labels.items() if number not in self._served}
        if unknown:
            raise BadVersion(f"{path} labels versions that do not exist: {unknown}")
        return labels


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values) or "none"
