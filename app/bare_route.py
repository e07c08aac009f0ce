"""Routes without FastAPI's injection, for requests that must cost little."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import EXPECTED, answer_error

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""For FastAPI, which would ask the environment three times a request whether its own is wanted. `app.tracing` tells of
requests in OpenTelemetry's spans, `app.metrics` counts them, and `app.logs` has what fails."""


class BareRoute(APIRoute):
    """A route whose function is called with the request and nothing else.

    FastAPI would first take a tenth of the whole request's time to find that there is nothing to inject.
    """

    def get_route_handler(self) -> Handler:
        """The function itself."""
        handler: Handler = self.endpoint
        return handler


class Shortcuts:
    """Middleware that takes requests for bare routes of fixed paths past FastAPI's nested matching and exit stacks.

    It is to stand innermost. The routes themselves are what the OpenAPI tells of, and what answers other methods.
    """

    def __init__(self, app: ASGIApp, *, router: APIRouter) -> None:
        self._app = app
        bare = [route for route in router.routes if isinstance(route, BareRoute) and not route.param_convertors]
        self._ways = {
            (route.path, method): (route, route.get_route_handler()) for route in bare for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self._ways.get((scope["path"], scope["method"])) if scope["type"] == "http" else None
        if way is None:
            await self._app(scope, receive, send)
            return
        scope["route"], handle = way
        request = Request(scope, receive, send)
        try:
            response = await handle(request)
        except EXPECTED as error:
            response = await answer_error(request, error)
        await response(scope, receive, send)
