"""A block of memory that one process counts into, and others read where it is a file's."""

from bisect import bisect_left
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from app.metrics.layout import BYTES, SIZE

Values = NDArray[np.int64]


class Block:
    """Numbers in the places that `layout.py` says. A change costs about a tenth of a microsecond.

    One thread may change a slot: changes of two at the same time would get lost.
    """

    def __init__(self, memory: mmap | None = None) -> None:
        # Not as a NumPy array: an element of it takes five times as long to change.
        self.slots = memoryview(memory or mmap(-1, BYTES)).cast("q")

    def observe(self, row: int, bounds: tuple[int, ...], value: int) -> None:
        """Count a value into a histogram's row."""
        slots = self.slots
        slots[row + bisect_left(bounds, value)] += 1
        slots[row + len(bounds) + 1] += value

    @property
    def values(self) -> Values:
        """All of it, as it is now."""
        return np.frombuffer(self.slots, np.int64, SIZE).copy()
