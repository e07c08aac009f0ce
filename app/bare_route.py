"""Routes without FastAPI's injection, for requests that must cost little."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import answer_error

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


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
        self._routes = {(route.path, method): route for route in bare for method in route.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get((scope["path"], scope["method"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        request = Request(scope, receive, send)
        try:
            response = await route.endpoint(request)
        except Exception as error:
            response = await answer_error(request, error)
        await response(scope, receive, send)
