"""How many bytes of requests' bodies a process holds at a time, within bounds."""

from typing import Any

from model.errors import Overloaded

FREE_BYTES = 65_536  # of each body: what is small is never refused because others send much
REASON = "bodies-full"
_HELD = "held_bytes"  # in a request's state: what it has taken


class BodyBudget:
    """Counts what bodies hold beyond the first 64 kB of each, from their arrival to the end of their requests.

    Args:
        most: bytes, of all of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    def hold(self, state: dict[str, Any], size: int) -> None:
        """The request with that state has so many bytes by now.

        Raises:
            Overloaded: all bodies together would have more than they may.
        """
        held = state.get(_HELD, 0)
        more = size - FREE_BYTES - held
        if more <= 0:
            return
        if self._held + more > self._most:
            raise Overloaded(
                f"the bodies of all requests may have {self._most:,} bytes, not counting the first {FREE_BYTES:,} of "
                f"each; {self._held:,} are taken, and {more:,} more of this one have come. Ask again in a moment, or "
                "send less at once",
                reason=REASON,
            )
        self._held += more
        state[_HELD] = held + more

    def give_back(self, state: dict[str, Any]) -> None:
        """The request with that state has ended."""
        self._held -= state.pop(_HELD, 0)
