"""Which versions of a model folder are served and under which names: `rollout.json` beside the version folders.

    {"policy": {"latest": 2}, "labels": {"stable": 1, "canary": 2}, "default": "stable"}

The file is the only truth: commands and requests write it, and every process that serves the folder reads it again and
again.
"""

import errno
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from model.errors import BadRollout, NotFound, ReadOnly
from model.lock import alone
from model.versions.folders import LARGEST_VERSION, version_folders
from model.versions.rollout_complaints import complaints

FILE_NAME = "rollout.json"
STABLE = "stable"  # the label that promotions move unless told otherwise

Number = Annotated[int, Field(ge=0, le=LARGEST_VERSION, strict=True)]
LABEL = r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$"
LabelName = Annotated[str, StringConstraints(pattern=LABEL)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Latest(_Frozen):
    """The so many highest numbers."""

    latest: Annotated[int, Field(ge=1, strict=True)]


class Specific(_Frozen):
    """Those and no other."""

    specific: tuple[Number, ...]


class Rollout(_Frozen):
    """What an operator wants to be served. Everything has a default: without the file, all versions are."""

    policy: Literal["all"] | Latest | Specific = Field(default="all", description="versions that are loaded")
    labels: dict[LabelName, Number] = Field(default_factory=dict, description="names for versions")
    default: LabelName | Number | None = Field(
        default=None, description="the label or version that answers where none is asked for; the newest by default"
    )
    loaded: tuple[Number, ...] = Field(default=(), description="versions that are loaded beside the policy's")
    unloaded: tuple[Number, ...] = Field(default=(), description="versions that are not, whatever the policy says")
    paused: bool = Field(default=False, description="no version is loaded at all")
    previous: dict[LabelName, Number] = Field(
        default_factory=dict, description="where a label was before it moved, for a rollback"
    )

    @classmethod
    def read(cls, folder: Path) -> "Rollout":
        """Read `rollout.json` of a model folder; raises BadRollout where it says nothing sensible."""
        path = folder / FILE_NAME
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise BadRollout(f"{folder.name}/{FILE_NAME} cannot be read: {error.strerror}") from error
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise BadRollout(f"{folder.name}/{FILE_NAME} cannot be followed: {complaints(error, text)}") from error

    def chosen(self, found: Collection[int]) -> set[int]:
        """Of the versions that were found, those that the policy loads."""
        match self.policy:
            case Latest(latest=count):
                by_policy = set(sorted(set(found) - set(self.unloaded))[-count:])
            case Specific(specific=numbers):
                by_policy = set(numbers) & set(found)
            case _:
                by_policy = set(found)
        return by_policy - set(self.unloaded)

    def wanted(self, found: Collection[int]) -> set[int]:
        """Of the versions that were found, those to load: by policy, by name and by request; none while paused."""
        return set() if self.paused else self.chosen(found) | self.named & set(found)

    def answering(self, found: Collection[int]) -> int | None:
        """Of the versions that were found, the one that answers where none is asked for; None where none does."""
        wanted = self.wanted(found)
        number = self.labels.get(self.default) if isinstance(self.default, str) else self.default
        return number if number in wanted else max(self.chosen(wanted) or wanted, default=None)

    def complaint(self, found: Collection[int]) -> str:
        """What it names that is not there, of the versions that were found and its own labels; empty where nothing."""
        if isinstance(self.default, str) and self.default not in self.labels:
            return f"the rollout's default is the label {self.default!r}, which is on no version"
        missing = sorted((self.named | self._specific) - set(found))
        return f"the rollout names versions that are not there: {', '.join(map(str, missing))}" if missing else ""

    @property
    def _specific(self) -> set[int]:
        return set(self.policy.specific) if isinstance(self.policy, Specific) else set()

    @property
    def named(self) -> set[int]:
        """The versions that are wanted by their number."""
        default = {self.default} if isinstance(self.default, int) else set[int]()
        return {*self.labels.values(), *self.loaded} | default

    def with_label(self, label: str, version: int, *, before: int | None = None) -> "Rollout":
        """The label on that version; where it was is remembered, or `before` in the place of a new one."""
        was = self.labels.get(label, before)
        return self._changed(
            labels={**self.labels, label: version},
            previous=self.previous if was in (None, version) else {**self.previous, label: was},
            unloaded=_without(self.unloaded, version),
        )

    def without_label(self, label: str) -> "Rollout":
        """No such label; raises NotFound where there is none, and BadRollout where the default goes by it."""
        if label not in self.labels:
            raise NotFound(f"there is no label {label!r}; the labels are {', '.join(sorted(self.labels)) or 'none'}")
        if self.default == label:
            raise BadRollout(f"label {label!r} is the default; give the default to another version or label first")
        return self._changed(
            labels=_except(self.labels, label),
            previous=_except(self.previous, label),
        )

    def with_default(self, default: str | int | None) -> "Rollout":
        """A label, a version, or None for the newest as the default; raises NotFound where there is no such label."""
        if isinstance(default, str) and default not in self.labels:
            raise NotFound(f"there is no label {default!r}; the labels are {', '.join(sorted(self.labels)) or 'none'}")
        return self._changed(default=default)

    def promoting(self, version: int, *, before: int | None, label: str = STABLE) -> "Rollout":
        """The version as the default, under that label; `before` is the default so far."""
        return self.with_label(label, version, before=before).with_default(label)

    def rolled_back(self, found: Collection[int], label: str = STABLE) -> "Rollout":
        """The label where it was before; where it never moved and the newest answers, the one before that.

        Raises:
            NotFound: there is nothing to go back to.
        """
        if label in self.previous:
            return self.with_label(label, self.previous[label])
        older = sorted(self.wanted(found))[:-1]
        if self.default is not None or label in self.labels or not older:
            raise NotFound(f"label {label!r} has never moved, so there is nothing to go back to")
        return self.promoting(older[-1], before=max(self.wanted(found)), label=label)

    def loading(self, version: int) -> "Rollout":
        """That version loaded, whatever the policy says."""
        return self._changed(
            loaded=tuple(sorted({*self.loaded, version})), unloaded=_without(self.unloaded, version), paused=False
        )

    def unloading(self, version: int) -> "Rollout":
        """That version not loaded; raises BadRollout where a label or the default needs it."""
        holding = [f"label {label!r}" for label, number in self.labels.items() if number == version]
        holding += ["the default"] if self.default == version else []
        if holding:
            raise BadRollout(f"version {version} is needed by {' and '.join(holding)}; give that to another one first")
        return self._changed(loaded=_without(self.loaded, version), unloaded=tuple(sorted({*self.unloaded, version})))

    def pausing(self, paused: bool) -> "Rollout":
        """Everything unloaded, or as it was before."""
        return self._changed(paused=paused)

    def _changed(self, **fields: Any) -> "Rollout":
        members = {**self.model_dump(), **fields}
        try:
            return Rollout.model_validate(members)  # what nobody could read is never written
        except ValidationError as error:
            raise BadRollout(f"the rollout cannot be changed so: {complaints(error, members)}") from error


def change(folder: Path, how: Callable[[Rollout], Rollout]) -> Rollout:
    """Read the folder's rollout, change it and write it in one step that no reader sees half of.

    Raises:
        BadRollout: what is there cannot be read, `how` refuses it, or the folder holds no version or has no space.
        ReadOnly: the folder cannot be written to.
    """
    if not version_folders(folder):  # a disk that is gone may leave an empty folder, which can be written to
        raise BadRollout(
            f"the model folder {folder.name} holds no version: its disk may be gone. The versions that are loaded "
            "still answer; bring the folder back, and ask again"
        )
    try:
        with alone(folder):
            changed = how(Rollout.read(folder))
            draft = folder / f".{FILE_NAME}-{uuid4().hex[:8]}"
            try:
                draft.write_text(changed.model_dump_json(indent=1, exclude_defaults=True) + "\n")
                draft.replace(folder / FILE_NAME)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(folder, error) from error
    return changed


def _unwritten(folder: Path, error: OSError) -> BadRollout | ReadOnly:
    what = f"{folder.name}/{FILE_NAME} cannot be written: {error.strerror}"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnly(
            f"{what}. Versions are managed where the model folder is writable: mount it so, or change the file where "
            "it is"
        )
    return BadRollout(f"{what}. Nothing has changed; make that right, and ask again")


def _without(numbers: tuple[int, ...], version: int) -> tuple[int, ...]:
    return tuple(number for number in numbers if number != version)


def _except(labels: dict[str, int], label: str) -> dict[str, int]:
    return {name: number for name, number in labels.items() if name != label}
