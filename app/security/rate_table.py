"""What callers have asked lately, shared by all worker processes, in one megabyte whatever their number.

One file in shared memory: rows of eight places, each a caller's fingerprint and time (see `rates`). A caller has a
place in one row; where that is full of others, the one whose quota is the most whole loses its place. A process locks
the file while it changes a row, so that no request is counted twice or not at all.
"""

import fcntl
import os
import struct
import time
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


class RateTable:
    """The table that all processes with the same file share; without a file, this process has one of its own.

    It is made when it is first needed.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._fd: int | None = None
        self._memory: mmap | None = None

    @classmethod
    def of_environment(cls) -> "RateTable":
        """The one in the folder that the worker processes share, where the environment names one."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) / "rates" if folder else None)

    def take(self, caller: int, rate: Rate, now_ns: int | None = None) -> Quota:
        """One request of the caller with that fingerprint; what is left of its rate afterwards.

        Args:
            caller: its fingerprint.
            rate: what it has.
            now_ns: the machine's monotonic time.
        """
        memory = self._memory or self._open()
        if self._fd is None:
            return _take(memory, caller, rate, now_ns)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            return _take(memory, caller, rate, now_ns)
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def _open(self) -> mmap:
        if self._file is not None:
            self._fd = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(self._fd, BYTES)
        self._memory = mmap(-1 if self._fd is None else self._fd, BYTES)
        return self._memory


def fingerprint(caller: bytes) -> int:
    """By which a caller is known in the table: 64 bits of a hash."""
    return int.from_bytes(blake2b(caller, digest_size=8).digest(), "little")


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
