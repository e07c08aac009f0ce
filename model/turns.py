"""So many pieces of work in a turn of the event loop, so that all else that it has to do gets its turn between them."""

import asyncio
import time
from collections import deque


class Turns:
    """Lets `most` pass in each turn of the event loop; the rest wait for the next ones, in the order of their coming.

    Those who do not come in crowds are not delayed. One who gives up while it waits takes nobody's place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._passed = 0  # in this turn
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self) -> float:
        """Return once one more may pass, with the seconds for which it has waited; 0 where there was no need to."""
        loop = asyncio.get_running_loop()
        if not self._passed:
            loop.call_soon(self._turn, loop)
        if self._passed < self._most:
            self._passed += 1
            return 0.0
        came, passes = time.perf_counter(), loop.create_future()
        self._waiting.append(passes)
        await passes
        return time.perf_counter() - came

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Another turn begins."""
        self._passed = 0
        while self._waiting and self._passed < self._most:
            first = self._waiting.popleft()
            if not first.done():  # else it has given up
                first.set_result(None)
                self._passed += 1
        if self._passed:
            loop.call_soon(self._turn, loop)
