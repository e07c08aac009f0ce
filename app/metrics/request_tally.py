"""What is counted of requests, through whatever door they come."""

from collections.abc import Callable, Sequence

from app.metrics.block import Block
from app.metrics.labels import OTHER, REASON_OF, STATUSES, door_of
from app.metrics.layout import IN_FLIGHT, REFUSALS, REQUEST_DURATION, REQUESTS, STAGE_DURATION
from model.stages import Stages

_REQUESTS = dict(REQUESTS.series)
_REFUSALS = dict(REFUSALS.series)
_DURATIONS = REQUEST_DURATION.rows
_STAGES = STAGE_DURATION.rows
_KNOWN_STATUSES = {int(status): status for status in STATUSES if status != OTHER}


class RequestTally:
    """Hears of each request twice: when it comes, and when it has been answered.

    Args:
        block_of: the block of a version, or without one that of everything else.
    """

    def __init__(self, block_of: Callable[[int | None], Block]) -> None:
        self._block_of = block_of
        self._slots = block_of(None).slots

    def began(self) -> None:
        """A request has come."""
        self._slots[IN_FLIGHT.at] += 1

    def refused(self, door: str, status: int, reason: str) -> None:
        """One was refused by its head, so quickly that there is no time to tell of."""
        self._slots[_REQUESTS[door, _KNOWN_STATUSES[status]]] += 1
        self._slots[_REFUSALS[door, reason]] += 1

    def ended(self, path: str, status: int, total_s: float, stages: Stages, refusals: Sequence[str] = ()) -> None:
        """It has been answered.

        Args:
            path: as it was asked.
            status: of the answer; 499 where there was nobody left to answer.
            total_s: what it took.
            stages: what it was made up of.
            refusals: why it, or pictures of it, were refused, where that is known more closely than by its status.
        """
        self._slots[IN_FLIGHT.at] -= 1
        door, told = door_of(path), _KNOWN_STATUSES.get(status, OTHER)
        block = self._block_of(stages.version)
        block.slots[_REQUESTS[door, told]] += 1
        block.observe(_DURATIONS[door], REQUEST_DURATION.bounds, int(total_s * 1e9))
        for stage, seconds in stages.seconds.items():
            row = _STAGES.get(stage) or _STAGES[OTHER]
            block.observe(row, STAGE_DURATION.bounds, int(seconds * 1e9))
        if status >= 400 and status != 500 and not refusals and status in REASON_OF:
            refusals = (REASON_OF[status],)
        for reason in refusals:
            self._slots[_REFUSALS.get((door, reason)) or _REFUSALS[door, OTHER]] += 1
