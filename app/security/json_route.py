"""Routes whose JSON body FastAPI reads: bounded before it does."""

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Message

from app.bare_route import Handler
from app.security.json_bounds import SMALL_BYTES, check_depth
from app.uploads import read_body


class JsonRoute(APIRoute):
    """A route with a small JSON body: at most 65,536 bytes, nested at most 32 deep, and in time."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, given what was read within bounds."""
        handle = super().get_route_handler()

        async def within_bounds(request: Request) -> object:
            if self.body_field is None:
                return await handle(request)
            body = await read_body(request, request.state.service.settings, SMALL_BYTES)
            check_depth(body)

            async def replay() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, replay))

        return within_bounds  # type: ignore[return-value]
