"""The versions that are served, found by number and by label.

What requests see is one immutable view, replaced in one step: a request that began with a version ends with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from model.batching.batcher import Batcher
from model.errors import NotFound, NotLoaded
from model.scores import Scores
from model.versions.rollout import Rollout
from model.versions.served import Served, Status
from model.versions.version import Frame


@dataclass(frozen=True)
class View:
    """What is served at one moment.

    Attributes:
        served: loaded versions by number.
        labels: those of the rollout whose version is loaded; one that was moved to a version that is not loaded yet
            stays where it was.
        default: the version that answers where none is asked for; None where none is loaded.
        statuses: of every version that is in the folder or loaded.
        rollout: as last read.
        problem: what is wrong with the rollout now; empty where nothing is.
    """

    served: Mapping[int, Served] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    default: int | None = None
    statuses: Mapping[int, Status] = field(default_factory=dict)
    rollout: Rollout = field(default_factory=Rollout)
    problem: str = ""

    def labels_of(self, version: int) -> list[str]:
        """The labels that are on it now."""
        return sorted(label for label, number in self.labels.items() if number == version)


class Store:
    """A model folder's versions. `model.versions.follower` keeps the view up with the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # so that the current folder has a name, too
        self.view = View()

    @property
    def name(self) -> str:
        """The model's name in every answer: the folder's."""
        return self.folder.name

    @property
    def served(self) -> list[Served]:
        """What is served, newest first."""
        served = self.view.served
        return [served[number] for number in sorted(served, reverse=True)]

    def get(self, version: int | None = None, label: str | None = None) -> Served:
        """The version of that number or label, by default the default.

        Raises:
            NotFound: there is no such version or label, or the two disagree.
            NotLoaded: no version is loaded at all.
        """
        view = self.view
        number = view.default if version is None else version
        if label is not None:
            if label not in view.labels:
                raise NotFound(_no_label(label, view))
            if version is not None and version != view.labels[label]:
                raise NotFound(f"label {label!r} is on version {view.labels[label]}, not on version {version}")
            number = view.labels[label]
        if number is None:
            raise NotLoaded("no version is loaded" + (": the rollout is paused" if view.rollout.paused else ""))
        if number not in view.served:
            raise NotFound(_no_version(number, view))
        return view.served[number]

    @property
    def busiest(self) -> Batcher[Frame, Scores] | None:
        """The batcher for which most pictures wait; None where no version has one."""
        batchers = [served.described[1] for served in self.view.served.values() if served.described is not None]
        return max(batchers, key=lambda batcher: batcher.pending, default=None)

    def close(self) -> None:
        """Release everyone who waits for an answer."""
        for served in self.view.served.values():
            served.close()


def _no_label(label: str, view: View) -> str:
    if label in view.rollout.labels:
        return f"label {label!r} is on version {view.rollout.labels[label]}, which is not loaded"
    return f"there is no label {label!r}; the labels are {_listed(sorted(view.labels))}"


def _no_version(number: int, view: View) -> str:
    loaded = f"the versions are {_listed(sorted(view.served))}"
    if number not in view.statuses:
        return f"there is no version {number}; {loaded}"
    return f"version {number} is {view.statuses[number].state}; {loaded}"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values) or "none"
