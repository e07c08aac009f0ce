"""Routes without FastAPI's injection, for requests that must cost little."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BareRoute(APIRoute):
    """A route whose function is called with the request and nothing else.

    FastAPI would first take a tenth of the whole request's time to find that there is nothing to inject.
    """

    def get_route_handler(self) -> Handler:
        """The function itself."""
        handler: Handler = self.endpoint
        return handler


class Shortcut(BaseRoute):
    """The way to a bare route of a fixed path past FastAPI's nested matching and exit stacks.

    It is to stand before all other routes. The route itself is what the OpenAPI tells of, and what answers other
    methods; errors are answered by the same handlers, which surround all routes.
    """

    def __init__(self, route: BareRoute, method: str) -> None:
        self.path = route.path
        self._method = method
        self._answer: Handler = route.get_route_handler()
        self._matched: Scope = {"endpoint": route.endpoint, "path_params": {}, "route": self}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is this path that is asked, by its method."""
        if scope["type"] == "http" and scope["path"] == self.path and scope["method"] == self._method:
            return Match.FULL, self._matched
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)


def shortcuts(router: APIRouter) -> list[BaseRoute]:
    """To a router's bare routes of fixed paths, one for each method."""
    bare = [route for route in router.routes if isinstance(route, BareRoute) and not route.param_convertors]
    return [Shortcut(route, method) for route in bare for method in route.methods or ()]
