"""Writes versions: each is complete from the moment it has its number."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from model.versions.folders import version_folders
from training.errors import VersionExists


@dataclass
class Draft:
    """A version being written: its temporary folder, and the final one once it is in place."""

    folder: Path
    final: Path | None = None


@contextmanager
def new_version(models: Path, number: int | None = None) -> Iterator[Draft]:
    """A temporary folder that becomes `models/<number>` when the block ends well, and vanishes when it does not.

    It lies beside the versions, so that the rename stays in one file system, under a name that is no number, so that
    nobody takes what a kill leaves behind for a version.

    Args:
        models: the folder of versions; made where it is missing.
        number: the version's number; the next free one by default.

    Raises:
        VersionExists: that number is taken.
    """
    if number is not None:
        _require_free(models / str(number))
    models.mkdir(parents=True, exist_ok=True)
    draft = Draft(models / f".unfinished-{uuid4().hex[:8]}")
    draft.folder.mkdir()  # not tempfile's: its 0700 would stay on the version and lock other users out
    try:
        yield draft
        draft.final = _place(draft.folder, models, number)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)


def _place(folder: Path, models: Path, number: int | None) -> Path:
    while True:
        target = models / str(number if number is not None else max(version_folders(models), default=0) + 1)
        try:
            _require_free(target)
            os.rename(folder, target)  # noqa: PTH104 - Path.rename does the same; both refuse a folder with content
        except (VersionExists, OSError) as error:
            if number is None and target.exists():  # another export was quicker: take the next
                continue
            raise error if isinstance(error, VersionExists) else VersionExists(f"{target}: {error.strerror}") from error
        return target


def _require_free(target: Path) -> None:
    if target.exists():
        raise VersionExists(f"{target} exists, and a version is never overwritten: leave its number out, or remove it")
