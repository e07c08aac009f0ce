"""When a version's folder may be loaded: once nobody writes to it any more."""

import time
from dataclasses import dataclass, field
from pathlib import Path

Fingerprint = tuple[tuple[str, int, int], ...]

GRAPH = "saved_model.pb"


def fingerprint(folder: Path) -> Fingerprint:
    """Every file of a folder with its size and the time of its last change in ns: another one means other content."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            status = path.stat()
        except OSError:  # gone since it was listed, or not ours to read: loading will tell
            continue
        if path.is_file():
            found.append((path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(found)


@dataclass
class Settling:
    """Remembers since when each folder has been as it is.

    Attributes:
        settle_s: how long a folder must have stayed the same, in seconds.
    """

    settle_s: float
    _seen: dict[Path, tuple[Fingerprint, float]] = field(default_factory=dict)

    def complaint(self, folder: Path, now_is: Fingerprint) -> str:
        """Why it may not be loaded yet; empty where it may."""
        before, since = self._seen.get(folder, (None, 0.0))
        if before != now_is:
            since = time.monotonic()
            self._seen[folder] = now_is, since
        if not any(name == GRAPH for name, _, _ in now_is):
            return f"there is no {GRAPH} in it yet"
        if time.monotonic() - since < self.settle_s:
            return "its files have just changed; it is loaded once they stay the same"
        return ""

    def forget(self, folder: Path) -> None:
        self._seen.pop(folder, None)
