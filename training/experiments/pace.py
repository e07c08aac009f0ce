"""How long an epoch takes where nothing disturbs it."""

from time import perf_counter

import numpy as np

from training.fit import Progress


class Pace:
    """Times the parts of an epoch as they are done.

    Neighbours on a machine stretch the wall's time, but seldom that of every part: the quickest tenth tells more.
    """

    def __init__(self) -> None:
        self._last: tuple[int, int, float] | None = None  # epoch, pictures done, when
        self._seconds: list[float] = []  # a picture, by part
        self._count = 0

    def see(self, now: Progress) -> None:
        """To be called after each part."""
        time = perf_counter()
        if self._last is not None and self._last[0] == now.epoch:
            self._seconds.append((time - self._last[2]) / (now.done - self._last[1]))
        self._last = (now.epoch, now.done, time)
        self._count = now.count

    def epoch(self) -> float | None:
        """Seconds of an epoch at the pace of its quickest tenth; None where too little was seen."""
        return float(np.quantile(self._seconds, 0.1)) * self._count if self._seconds else None
