"""Where versions lie: a model folder holds a folder for each version, named by its number."""

from pathlib import Path

from model.errors import BadVersion, NotFound

LARGEST_VERSION = 2**63 - 1
"""The largest number of a version that the protocols' clients can name."""


def version_folders(folder: Path) -> dict[int, Path]:
    """The version folders of a model folder by number, rising.

    What is not named by a whole number of 63 bits is passed over; of `1` and `01` the one without zeros counts.
    """
    paths = sorted(folder.absolute().iterdir()) if folder.is_dir() else ()
    found = {int(path.name): path for path in paths if path.is_dir() and path.name.isdecimal()}
    return {number: found[number] for number in sorted(found) if number <= LARGEST_VERSION}


def require_versions(folder: Path) -> dict[int, Path]:
    """As `version_folders`; raises BadVersion where there is none."""
    found = version_folders(folder)
    if not found:
        raise BadVersion(
            f"{folder} holds no model version: each is a folder named by a whole number, such as {folder / '1'}. "
            f"Train one with `digitscope train --out {folder}`"
        )
    return found


def choose_folder(folder: Path, version: int | None) -> Path:
    """The folder of that version, by default of the newest.

    Raises:
        BadVersion: there is no version at all.
        NotFound: there is no such version.
    """
    found = require_versions(folder)
    number = max(found) if version is None else version
    if number not in found:
        raise NotFound(f"there is no version {number}; the versions are {', '.join(map(str, found))}")
    return found[number]
