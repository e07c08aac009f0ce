"""What callers have asked lately, shared by all worker processes, in one megabyte whatever their number.

One file in shared memory: rows of eight places, each a caller's fingerprint and time (see `rates`). A caller has a
place in one row; where that is full of others, the one whose quota is the most whole loses its place. Which row that is
depends on a secret behind the rows, so that nobody can choose callers who push each other out. A process locks the file
while it changes a row, so that no request is counted twice or not at all.
"""

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from pathlib import Path

from app.security.rates import Quota, Rate
from app.statistics import FOLDER_VARIABLE

_ROWS = 8192
_PLACES = 8
_ROW = struct.Struct(f"{2 * _PLACES}Q")
_PLACE = struct.Struct("2Q")
BYTES = _ROWS * _ROW.size
_SECRET_BYTES = 16


class RateTable:
    """The table that all processes with the same file share; without a file, this process has one of its own.

    It is made when it is first needed.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._fd: int | None = None
        self._memory: mmap | None = None
        self._secret = b""

    @classmethod
    def of_environment(cls) -> "RateTable":
        """The one in the folder that the worker processes share, where the environment names one."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) / "rates" if folder else None)

    def take(self, caller: bytes, rate: Rate, now_ns: int | None = None) -> Quota:
        """One request of a caller; what is left of its rate afterwards.

        Args:
            caller: by what it is known: its network, or its key's hash.
            rate: what it has.
            now_ns: the machine's monotonic time.
        """
        memory = self._memory or self._open()
        fingerprint = int.from_bytes(blake2b(caller, digest_size=8, key=self._secret).digest(), "little")
        with self._alone():
            return _take(memory, fingerprint, rate, now_ns)

    def _open(self) -> mmap:
        size = BYTES + _SECRET_BYTES
        if self._file is not None:
            self._fd = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(self._fd, size)
        self._memory = mmap(-1 if self._fd is None else self._fd, size)
        with self._alone():
            if not any(self._memory[BYTES:]):  # nobody has been here before
                self._memory[BYTES:] = os.urandom(_SECRET_BYTES)
            self._secret = self._memory[BYTES:]
        return self._memory

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._fd is None:
            yield
            return
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)


def _take(memory: mmap, caller: int, rate: Rate, now_ns: int | None) -> Quota:
    now_ns = time.monotonic_ns() if now_ns is None else now_ns  # one clock for all processes of the machine
    row = caller % _ROWS * _ROW.size
    places = _ROW.unpack_from(memory, row)
    callers, times = places[::2], places[1::2]
    if caller in callers:
        at = callers.index(caller)
        before_ns = times[at]
    else:
        at, before_ns = times.index(min(times)), 0
    after_ns, quota = rate.after(before_ns, now_ns)
    _PLACE.pack_into(memory, row + at * _PLACE.size, caller, after_ns)
    return quota
