"""What came of an open loop: when each request was due, and when its answer was there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.measurements import Figures


@dataclass(frozen=True)
class Arrivals:
    """N requests: when each was due, in seconds from the start, and how long after that its answer was there.

    `latency_ms` is NaN where there was no answer, or none with a 2xx; `marked` tells which answers held the text that
    was looked for. `started` is on `time.perf_counter`'s clock, `client_share` is what this client took of a core.
    """

    due_s: NDArray[np.float64]
    latency_ms: NDArray[np.float64]
    marked: NDArray[np.bool_]
    seconds: float
    started: float
    client_share: float

    @property
    def goodput(self) -> float:
        """Answers a second that came while requests were due."""
        return float(np.sum(self.due_s + self.latency_ms / 1e3 <= self.seconds)) / self.seconds

    @property
    def failures(self) -> int:
        """Requests that were refused, or not answered in time."""
        return int(np.isnan(self.latency_ms).sum())

    def percentile(self, share: float, since_s: float = 0, until_s: float = np.inf) -> float:
        """Of the answered requests that were due in that time, in milliseconds; NaN where there are none."""
        chosen = self.latency_ms[(self.due_s >= since_s) & (self.due_s < until_s)]
        answered = chosen[~np.isnan(chosen)]
        return float(np.percentile(answered, share)) if len(answered) else float("nan")

    def figures(self) -> Figures:
        """As they are kept; requests that failed are in no latency."""
        return {
            "offered": len(self.due_s) / self.seconds,
            "throughput": self.goodput,
            "p50_ms": self.percentile(50),
            "p99_ms": self.percentile(99),
            "failures": self.failures,
            "client_share": self.client_share,
        }
