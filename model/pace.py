"""How quickly what waits is worked off, measured."""

import time

_NEWEST = 0.1  # the newest measurement's share in the mean: a few dozen of them are remembered


class Pace:
    """The time from one item's end to the next while some wait, whatever shares the processor with them."""

    def __init__(self) -> None:
        self._item_s: float | None = None
        self._ended = 0.0

    def done(self, items: int, since: float) -> None:
        """So many have been worked off just now; the first has waited since then, on `perf_counter`'s clock."""
        now = time.perf_counter()
        took = (now - max(since, self._ended)) / items
        self._ended = now
        self._item_s = took if self._item_s is None else self._item_s + _NEWEST * (took - self._item_s)

    def expected_s(self, items: int) -> float:
        """How long so many will take; 0 while nothing has been measured."""
        return items * (self._item_s or 0.0)
