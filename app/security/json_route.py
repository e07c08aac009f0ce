"""Routes whose JSON body FastAPI reads: bounded before it does."""

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Message

from app.bare_route import Handler
from app.security.nesting import depth
from app.uploads import read_body
from model.errors import BadRequest

MAX_BYTES = 65_536
MAX_DEPTH = 32


class JsonRoute(APIRoute):
    """A route with a small JSON body: at most 65,536 bytes, nested at most 32 deep, and in time."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, given what was read within bounds."""
        handle = super().get_route_handler()

        async def within_bounds(request: Request) -> object:
            if self.body_field is None:
                return await handle(request)
            body = await read_body(request, request.state.service.settings, MAX_BYTES)
            if depth(body) > MAX_DEPTH:
                raise BadRequest(f"the body may be nested {MAX_DEPTH} deep; this one is nested more deeply")

            async def replay() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, replay))

        return within_bounds  # type: ignore[return-value]
