"""Connections that hold resources for a bounded time.

Once a second each connection looks at itself, so that a request costs nothing more. What it sees too often unchanged it
ends: a head that does not come to its end, an answer that the client does not take. A body that does not arrive is for
its reader to refuse, in the words of its door (`app.uploads`): the connection wakes it up, so that it sees the time.
"""

import asyncio
import time
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.connections.address import unmapped
from app.connections.limits import REFUSES_UP_TO, Limits
from app.connections.pipeline import PipelineProtocol
from app.connections.shedding import Shedding
from app.connections.writer import AnswerWriter
from app.ongoing import depart
from app.security.guard import CROWD

_LOOK_EVERY_S = 1.0
_COMPARED = 32  # connections that wait, of which the one that has waited longest goes
_NEW_S = 0.1  # so long a request may have come that nobody has read: a process accepts many connections in one turn


class Stage(Enum):
    """What a connection waits for."""

    HEAD = "a request's head"
    BODY = "a request's body"
    ANSWER = "our answer"
    TAKING = "the client to take the answer"
    IDLE = "another request; uvicorn ends it by itself"


class BoundedProtocol(PipelineProtocol):
    """uvicorn's protocol within limits."""

    def __init__(self, *args: Any, limits: Limits, shedding: Shedding, **more: Any) -> None:
        super().__init__(*args, **more)
        self._limits = limits
        self._looking: asyncio.TimerHandle | None = None
        self._seen: tuple[Stage, object] | None = None
        self._since = 0.0
        self._crowd = 0
        self._answering: RequestResponseCycle | None = None
        self._writer: AnswerWriter | None = None
        self._shedding = shedding
        self._held = False  # a request that has come whole and is being answered

    @property
    def stage(self) -> Stage:
        """What it waits for now."""
        if self.transport.get_write_buffer_size():
            return Stage.TAKING
        if self.cycle is None or self.cycle.response_complete:
            return Stage.HEAD if self.in_head or self.timeout_keep_alive_task is None else Stage.IDLE
        return Stage.BODY if self.cycle.more_body else Stage.ANSWER

    @property
    def waits(self) -> bool:
        """Whether it has no request, or not the whole head of one."""
        return self.stage in (Stage.HEAD, Stage.IDLE)

    @property
    def since(self) -> float:
        """Since when it waits for what it waits for, as far as it has looked."""
        return self._since

    def connection_made(self, transport: Any) -> None:
        """Begin to look; where there are too many connections, one that waits for a request has to go."""
        super().connection_made(transport)
        self.client = unmapped(self.client)
        self._since = time.monotonic()
        self._looking = self.loop.call_later(_LOOK_EVERY_S, self._look)
        if len(self.connections) > self._limits.connections:
            self._make_room()

    def _make_room(self) -> None:
        if len(self.connections) > REFUSES_UP_TO * self._limits.connections:
            self.transport.abort()
            return
        others: Iterator[BoundedProtocol] = (each for each in self.connections if each is not self)  # type: ignore[misc]
        waited_since = time.monotonic() - _NEW_S
        waiting = islice((each for each in others if each.waits and each.since < waited_since), _COMPARED)
        idlest = min(waiting, key=lambda each: each.since, default=None)
        if idlest is not None:
            idlest.transport.abort()
        else:
            self._crowd = len(self.connections) - 1

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more, and let nobody answer any more: of several requests at once uvicorn only tells the newest."""
        if self._looking is not None:
            self._looking.cancel()
        if self._answering is not None:
            self._answering.disconnected = True
            depart(self._answering.scope["state"])
        self._let_go()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        self._writer = cycle.transport = AnswerWriter(self.transport)  # type: ignore[assignment]  # all that it uses
        super()._start_asgi_task(cycle, app)

    def begin_request(self) -> None:
        """Have a request answered; where the service is too busy for what it asks, that is the answer."""
        if self._shedding.is_due and self._is_shed():
            return
        super().begin_request()
        if self._crowd:
            self.scope["state"][CROWD] = self._crowd  # its task has not begun yet

    def _is_shed(self) -> bool:
        """Answer by the head alone where the service is too busy for what it asks; its body is then passed over."""
        if (self.cycle is not None and not self.cycle.response_complete) or self.flow.write_paused:
            return False  # the answer before it is on its way
        path = self.url.partition(b"?")[0].decode("latin-1")
        answer = self._shedding.answer(self.app_state.get("service"), self.parser.get_method(), path, self.headers)
        if answer is None:
            return False
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=[],
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        self.cycle.response_started = self.cycle.response_complete = True
        self.transport.write(answer)
        self.on_response_complete()
        if not self.cycle.keep_alive:
            self.transport.close()
        return True

    def on_message_complete(self) -> None:
        """A request ends."""
        super().on_message_complete()
        if self.cycle is self._answering:
            self._hold(self.cycle)

    def on_response_complete(self) -> None:
        """An answer ends."""
        if self._writer is not None:
            self._writer.flush()
        self._let_go()
        following = self.pipeline[-1][0] if self.pipeline else None
        super().on_response_complete()
        if following is not None:
            self._hold(following)

    def _hold(self, cycle: RequestResponseCycle) -> None:
        """Count a connection while a whole request of it is answered, but not where answers are not taken."""
        if not (self._held or cycle.more_body or cycle.response_complete or self.flow.write_paused):
            self._held = True
            self._shedding.came()

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self._shedding.went()

    def _look(self) -> None:
        """See whether anything has moved since the last look; look again a second later."""
        self._looking = self.loop.call_later(_LOOK_EVERY_S, self._look)
        now, stage = time.monotonic(), self.stage
        if (stage, self.cycle) != self._seen:
            if self._seen is not None or stage is not Stage.HEAD:
                self._since = now
            self._seen = stage, self.cycle
        waited_s = now - self._since
        if stage is Stage.BODY:
            self.cycle.message_event.set()
        elif stage is Stage.HEAD and waited_s >= self._limits.head_s:
            if self.in_head and not self.transport.is_closing():
                self.refuse_head(408, f"the head of a request may take {self._limits.head_s:g} s to arrive")
            else:
                self.transport.close()
        elif stage is Stage.TAKING and waited_s >= self._limits.answer_s:
            self.transport.abort()
