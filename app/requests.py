"""What surrounds every request: its id, its stages' times, its line in the log, and the net under it."""

import logging
import re
import time
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import INTERNAL, problem, problem_response
from model.stages import Stages

logger = logging.getLogger("digitscope.request")

_ACCEPTABLE_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")


class RequestScope:
    """Middleware that gives each request `state.request_id` and `state.stages`.

    The id is the client's `X-Request-ID` where that is sound, else a new one. The answer carries it, and
    the time of each stage as `Server-Timing`. An exception that nobody expected becomes a 500 that tells
    the client nothing from inside; the log has it under the request's id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id, stages = _request_id(scope), Stages()
        state = scope.setdefault("state", {})
        state["request_id"], state["stages"], state["failure"] = request_id, stages, None
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                total = time.perf_counter() - started
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    (b"server-timing", _server_timing(stages, total)),
                ]
            await send(message)

        failure: BaseException | None = None
        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # nobody is left to answer
        except Exception as error:
            failure = error
            if status == 0:
                body = problem(500, "internal-error", "Something failed inside", INTERNAL, request_id)
                await problem_response(body)(scope, receive, send_with_headers)
        finally:
            _log(scope, status, stages, time.perf_counter() - started, failure or state["failure"])


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ACCEPTABLE_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid4().hex


def _server_timing(stages: Stages, total: float) -> bytes:
    parts = [f"{stage};dur={seconds * 1000:.3f}" for stage, seconds in stages.seconds.items()]
    return ", ".join([*parts, f"total;dur={total * 1000:.3f}"]).encode()


def _log(scope: Scope, status: int, stages: Stages, total: float, failure: BaseException | None) -> None:
    level = logging.ERROR if failure is not None else logging.INFO
    if not logger.isEnabledFor(level):
        return
    fields = {
        "request_id": scope["state"]["request_id"],
        "method": scope["method"],
        "path": scope["path"],
        # 499: the client went away before there was an answer.
        "status": status or 499,
        "ms": round(total * 1000, 3),
        "stages_ms": {stage: round(seconds * 1000, 3) for stage, seconds in stages.seconds.items()},
    }
    logger.log(level, "request", exc_info=failure, extra={"fields": fields})
