"""What a version came from: code, packages and time."""

import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

_PACKAGES = ("keras", "numpy", "opencv-python-headless", "tensorflow", "tensorflow-cpu")
_SOURCES = ("training", "model", ":!model/digits")  # what makes a version


def packages() -> dict[str, str]:
    """The versions of Python, of Digitscope and of what computes the weights."""
    versions = {"python": platform.python_version(), "digitscope": metadata.version("digitscope")}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # TensorFlow comes as one of two packages
            continue
    return versions


def commit() -> str | None:
    """The git commit of this code, with `-dirty` where tracked files differ from it; None outside a repository."""
    root = Path(__file__).parents[2]
    head = _git(root, "rev-parse", "HEAD")
    if head is None:
        return None
    changes = _git(root, "status", "--porcelain", "--untracked-files=no", "--", *_SOURCES)
    return f"{head}-dirty" if changes else head


def now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(root), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
