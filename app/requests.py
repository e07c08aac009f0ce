"""What surrounds every request: what is told of it in the end, and the net under it."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import INTERNAL, problem, problem_response
from app.ongoing import Ongoing
from app.security.headers import security_headers


class RequestScope:
    """Middleware that gives each request `state.request_id`, `state.stages`, `state.failure` and `state.refusals`.

    The id is the client's `X-Request-ID` where that is sound, else a new one. The answer carries it, and the time of
    each stage as `Server-Timing`, and the security headers. An exception that nobody expected becomes a 500 that tells
    the client nothing from inside; the log has it under the request's id. `failure` takes what became a 500 elsewhere,
    and `refusals` the reasons for which the request, or pictures of it, are refused.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ongoing = Ongoing(scope)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                message["headers"] = [*headers, *ongoing.headers(), *security_headers(status, headers)]
            await send(message)

        failure: BaseException | None = None
        try:
            await self._app(scope, receive, send_with_headers)
        except (ClientDisconnect, asyncio.CancelledError) as error:
            if not ongoing.departed(error):
                raise
        except Exception as error:
            failure = error
            if status == 0:
                body = problem(500, "internal-error", "Something failed inside", INTERNAL, ongoing.request_id)
                await problem_response(body)(scope, receive, send_with_headers)
        finally:
            ongoing.end(status or 499, failure)  # 499: the client went away before there was an answer
