"""Paths that name a model, with or without a version; and what is told of paths and methods that there are not."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.routing import Match

from app.v2.errors import MethodNotAllowed
from app.v2.openapi import takes
from model.errors import NotFound

MODEL = "/v2/models/{model}"
VERSION = f"{MODEL}/versions/{{version}}"

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]

_ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


def of_model(
    router: APIRouter,
    method: str,
    operation: str,
    *,
    summary: str,
    responses: dict[int | str, dict[str, Any]],
    header: bool = False,
    body: dict[str, Any] | None = None,
) -> Callable[[Endpoint], Endpoint]:
    """Register a function for an operation on the model's default version, and on a version by its number."""

    def register(endpoint: Endpoint) -> Endpoint:
        for path, of in ((MODEL, "of the model"), (VERSION, "of a version")):
            router.add_api_route(
                path + operation,
                endpoint,
                methods=[method],
                summary=f"{summary} {of}",
                response_class=Response,
                responses=responses,
                openapi_extra=takes(path, header=header, body=body),
            )
        return endpoint

    return register


def refuse_the_rest(router: APIRouter, *included: APIRouter) -> None:
    """Answer every other path under /v2 and every other method; must come after all other routes.

    Args:
        router: which gets the routes that refuse.
        included: routers that it includes.
    """
    served = [route for each in (router, *included) for route in each.routes]

    async def rest(request: Request) -> Response:
        allowed = {
            method
            for route in served
            if route.matches(request.scope)[0] is Match.PARTIAL
            for method in getattr(route, "methods", ())
        }
        if allowed:
            raise MethodNotAllowed(", ".join(sorted(allowed)))
        raise NotFound("Not Found")

    for path in ("/v2", "/v2/{rest:path}"):
        router.add_api_route(path, rest, methods=list(_ALL_METHODS), include_in_schema=False)
