"""What is counted of versions that come and go."""

from collections.abc import Callable

from app.metrics.block import Block
from app.metrics.layout import (
    ROLLOUT_PROBLEM,
    VERSION_DEFAULT,
    VERSION_FAILED,
    VERSION_LOAD_DURATION,
    VERSION_LOADED,
    VERSION_LOADS,
    VERSION_SWAP_DURATION,
    VERSION_SWAPS,
)
from model.versions.served import State
from model.versions.store import View

_LOADS = VERSION_LOADS.rows


class RolloutTally:
    """A `model.observer.RolloutObserver`.

    Args:
        block_of: the block of a version, or without one that of everything else.
    """

    def __init__(self, block_of: Callable[[int | None], Block]) -> None:
        self._block_of = block_of
        self._block = block_of(None)
        self._told: set[int] = set()

    def loaded(self, seconds: float) -> None:
        """A version was loaded, and is right."""
        self._block.slots[_LOADS["success"]] += 1
        self._block.observe(VERSION_LOAD_DURATION.at, VERSION_LOAD_DURATION.bounds, int(seconds * 1e9))

    def failed(self) -> None:
        """A version could not be loaded, or was wrong."""
        self._block.slots[_LOADS["failure"]] += 1

    def swapped(self, seconds: float) -> None:
        """Another version answers by default."""
        self._block.slots[VERSION_SWAPS.at] += 1
        self._block.observe(VERSION_SWAP_DURATION.at, VERSION_SWAP_DURATION.bounds, int(seconds * 1e9))

    def published(self, view: View) -> None:
        """From now on, that is what requests see."""
        self._block.slots[ROLLOUT_PROBLEM.at] = bool(view.problem)
        failed = {number for number, status in view.statuses.items() if status.state == State.FAILED}
        known = {*view.served, *failed}
        for number in known | self._told:
            slots = self._block_of(number).slots
            slots[VERSION_LOADED.at] = number in view.served
            slots[VERSION_DEFAULT.at] = number == view.default
            slots[VERSION_FAILED.at] = number in failed
        self._told = known
