"""A request from its head to its end, and what is told of it: headers, a line in the log, counts, and spans."""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.types import Scope

from app import trace_context
from app.trace_context import TraceContext
from app.tracing import RequestSpan
from model.stages import Stages

if TYPE_CHECKING:
    from app.lifespan import Service

logger = logging.getLogger("digitscope.request")

_ACCEPTABLE_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")
_TASK, _DEPARTED = "task", "departed"  # in a request's state: what answers it, and that nobody waits for it
_OF_INTEREST = (b"x-request-id", b"traceparent", b"tracestate")


class Ongoing:
    """A request that has come just now; gives it its `state`."""

    def __init__(self, scope: Scope) -> None:
        self._started = time.perf_counter()
        self._scope = scope
        headers = {name: value for name, value in scope["headers"] if name in _OF_INTEREST}
        self.request_id = request_id_of(headers.get(b"x-request-id", b""))
        self._stages, self._refusals = Stages(), list[str]()
        self._state = scope.setdefault("state", {})
        self._state["request_id"], self._state["stages"] = self.request_id, self._stages
        self._state["failure"], self._state["refusals"] = None, self._refusals
        self._state[_TASK] = asyncio.current_task()
        self._service: Service | None = self._state.get("service")
        self._trace = trace_context.parse(headers.get(b"traceparent", b""))
        self._span = self._begin_span(headers)
        if self._service is not None:
            self._service.statistics.requests.began()

    def headers(self) -> Iterator[tuple[bytes, bytes]]:
        """What its answer carries, whatever it is."""
        yield b"x-request-id", self.request_id.encode()
        yield b"server-timing", self._server_timing()
        if self._span is not None:
            value = trace_context.render(self._span.context)
            yield b"traceparent", value
            yield b"traceresponse", value  # as the W3C's draft calls it in an answer

    def end(self, status: int, failure: BaseException | None) -> None:
        """It has been answered so, or nobody is left to answer."""
        self._state.pop(_TASK, None)
        total = time.perf_counter() - self._started
        failure = failure or self._state["failure"]
        path, stages = self._scope["path"], self._stages
        self._log(status, total, failure)
        if self._service is not None:
            self._service.bodies.give_back(self._state)
            self._service.statistics.requests.ended(path, status, total, stages, self._refusals)
        if self._span is not None:
            route = getattr(self._scope.get("route"), "path", None)
            self._span.end(route, status, stages, self.request_id, failure)
        self._state["failure"] = None  # whose frames hold the request, its picture and this state

    def departed(self, error: BaseException) -> bool:
        """Whether this error means that its client has gone, so that nobody is left to answer."""
        return isinstance(error, ClientDisconnect) or _DEPARTED in self._state

    def _begin_span(self, headers: dict[bytes, bytes]) -> RequestSpan | None:
        if self._service is None or self._service.tracing is None:
            return None
        method, path = self._scope["method"], self._scope["path"]
        span = self._service.tracing.begin(method, path, self._trace, headers.get(b"tracestate"))
        if span is not None:
            self._trace = span.context
        return span

    def _server_timing(self) -> bytes:
        parts = [f"{stage};dur={seconds * 1000:.3f}" for stage, seconds in self._stages.seconds.items()]
        total = time.perf_counter() - self._started
        return ", ".join([*parts, f"total;dur={total * 1000:.3f}"]).encode()

    def _log(self, status: int, total: float, failure: BaseException | None) -> None:
        level = logging.ERROR if failure is not None else logging.INFO
        if not logger.isEnabledFor(level):
            return
        fields = {
            "request_id": self.request_id,
            **_trace_fields(self._trace),
            **({"key": self._state["key"]} if "key" in self._state else {}),
            "method": self._scope["method"],
            "path": self._scope["path"],
            "status": status,
            "ms": round(total * 1000, 3),
            "stages_ms": {stage: round(seconds * 1000, 3) for stage, seconds in self._stages.seconds.items()},
        }
        logger.log(level, "request", exc_info=failure, extra={"fields": fields})


def depart(state: dict[str, Any]) -> None:
    """The client of the request with that state has gone: what is done for it ends, and what waits is left undone."""
    task = state.pop(_TASK, None)
    if task is not None:
        state[_DEPARTED] = True
        task.cancel()


def request_id_of(asked: bytes) -> str:
    """The id that a client gave its request, where it can be one; else a new one."""
    return str(asked, "ascii") if _ACCEPTABLE_ID.fullmatch(asked) else secrets.token_hex(16)


def _trace_fields(trace: TraceContext | None) -> dict[str, str]:
    return {} if trace is None else {"trace_id": trace.trace_id, "span_id": trace.span_id}
