"""The blocks that all worker processes count into, and their sums.

Each process has files of its own in a folder that all share, one for each version and one for everything else: it
writes without asking anyone, and whoever reads sums over all. A worker that is started again takes new files, so that
what the one before it counted stays counted, and nothing is counted twice. Only gauges, which tell what is now, end
with their process: it holds a lock on its first file for as long as it lives.
"""

import fcntl
from collections.abc import Iterator
from mmap import mmap
from pathlib import Path
from threading import Lock
from uuid import uuid4

import numpy as np

from app.metrics.block import Block, Values
from app.metrics.layout import BYTES, FAMILIES, LAST_MS, SIZE

_REST = "rest"  # in the place of a version's number, in the name of the file for everything else
_GAUGES = [family.at for family in FAMILIES if family.kind == "gauge"]


class Blocks:
    """This process's blocks, and the sums over all processes that count into the same folder.

    Args:
        folder: where all of them count; without it, this process counts for itself alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._process = uuid4().hex
        self._alone = Lock()
        self._blocks: dict[int | None, Block] = {}
        self.of(None)

    def of(self, version: int | None) -> Block:
        """Where this process counts what belongs to that version, or to none; the same one whenever it is asked for."""
        block = self._blocks.get(version)
        if block is None:
            with self._alone:  # the versions' follower has a thread of its own
                block = self._blocks.get(version) or Block(self._memory(version))
                self._blocks[version] = block
        return block

    def sum(self, version: int | None) -> Values:
        """What all processes have counted there until now."""
        total, last_ms = np.zeros(SIZE, np.int64), 0
        for values in self._values(version):
            last_ms = max(last_ms, int(values[LAST_MS]))
            total += values
        total[LAST_MS] = last_ms
        return total

    def versions(self) -> set[int]:
        """Those that any process has counted something of."""
        if self._folder is None:
            return {version for version in self._blocks if version is not None}
        scopes = (path.suffix.removeprefix(".") for path in self._folder.iterdir())
        return {int(scope) for scope in scopes if scope.isdecimal()}

    def _memory(self, version: int | None) -> mmap:
        if self._folder is None:
            return mmap(-1, BYTES)
        with self._path(self._process, version).open("w+b") as file:
            if version is None:
                fcntl.flock(file, fcntl.LOCK_EX)  # until the process ends: its memory map keeps the file open
            file.truncate(BYTES)
            return mmap(file.fileno(), BYTES)

    def _values(self, version: int | None) -> Iterator[Values]:
        if self._folder is None:
            if version in self._blocks:
                yield self._blocks[version].values
            return
        scope = _REST if version is None else version
        for path in self._folder.glob(f"*.{scope}"):
            values = np.fromfile(path, np.int64)
            if len(values) != SIZE:
                continue  # it is being made this moment
            if not self._lives(path.stem):
                values[_GAUGES] = 0
            yield values

    def _lives(self, process: str) -> bool:
        if process == self._process:
            return True
        try:
            with self._path(process, None).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def _path(self, process: str, version: int | None) -> Path:
        assert self._folder is not None  # noqa: S101  # only asked where there is one
        return self._folder / f"{process}.{_REST if version is None else version}"
