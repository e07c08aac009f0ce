"""/v1: TensorFlow Serving's REST protocol."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.bare_route import BareRoute
from app.errors import note
from app.negotiation import JSON
from app.v1.dispatch import dispatch
from app.v1.errors import describe, error_body
from app.v1.openapi import documented

router = APIRouter(tags=["TensorFlow Serving's protocol"], route_class=BareRoute)

# The protocol's own dispatch answers these, too: with a 400 in its own shape, whatever the method.
_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


async def answer(request: Request) -> Response:
    """Whatever is under /v1, right or wrong."""
    try:
        return Response(await dispatch(request), media_type=JSON)
    except ClientDisconnect:
        raise
    except Exception as error:  # under this path every answer is of the protocol's shape
        status, message, headers = describe(error)
        note(request, error, status)
        return Response(error_body(message), status, headers, JSON)


async def nothing(request: Request) -> Response:  # noqa: ARG001  # a route is called with it
    """The protocol begins behind the slash; without this, Starlette would send the client there."""
    raise HTTPException(404)


for _each in documented():
    router.add_api_route(
        _each.path,
        answer,
        methods=[_each.method],
        summary=_each.summary,
        description="",
        responses=_each.responses,
        response_class=Response,
        openapi_extra=_each.extra,
    )
for _prefix in ("/v1", "/V1"):
    router.add_api_route(_prefix, nothing, methods=_EVERY_METHOD, include_in_schema=False)
    router.add_api_route(f"{_prefix}/{{rest:path}}", answer, methods=_EVERY_METHOD, include_in_schema=False)
