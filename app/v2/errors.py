"""What went wrong as this protocol tells it: Triton's status and `{"error": ...}`."""

import orjson
from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from app.bare_route import BareRoute, Handler
from app.errors import INTERNAL, note, retry_headers
from app.negotiation import JSON
from app.security.errors import Forbidden, KeyNeeded, RateExceeded, TooSlow
from model.errors import (
    BadRequest,
    DeadlineExceeded,
    DigitscopeError,
    ModelFailed,
    NotFound,
    NotLoaded,
    Overloaded,
    ReadOnly,
    TooLarge,
)


class Unsupported(BadRequest):
    """Another server of this protocol may do what was asked; this one does not."""


class MethodNotAllowed(BadRequest):
    """The path takes other methods, `allowed`."""

    def __init__(self, allowed: str) -> None:
        super().__init__("Method Not Allowed")
        self.allowed = allowed


# Everything else that a request can meet is the client's to put right: 400, as Triton has it.
STATUS: dict[type[DigitscopeError], int] = {
    KeyNeeded: 401,
    Forbidden: 403,
    RateExceeded: 429,
    TooSlow: 408,
    TooLarge: 413,
    NotFound: 404,
    NotLoaded: 503,
    Overloaded: 503,
    DeadlineExceeded: 504,
    ReadOnly: 409,
    MethodNotAllowed: 405,
    Unsupported: 501,
    ModelFailed: 500,
    DigitscopeError: 400,
}


class V2Route(BareRoute):
    """A route whose errors are told as this protocol tells them."""

    def get_route_handler(self) -> Handler:
        """The function within a net."""
        handle = super().get_route_handler()

        async def within_net(request: Request) -> Response:
            try:
                return await handle(request)
            except ClientDisconnect:
                raise
            except Exception as error:
                response = error_response(request, error)
                if response.status_code < 500:
                    # Its frames hold the version that was asked; some hold the error, too, so that only the garbage
                    # collector could free them. Of a failure the log shall have them.
                    error.__traceback__ = None
                return response

        return within_net


def error_response(request: Request, error: Exception) -> Response:
    """The answer to a request that met this error; of a failure inside the log has it, and the client nothing."""
    status, headers = 500, dict[str, str]()
    if isinstance(error, DigitscopeError):
        status, headers = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), retry_headers(error)
    if status not in (405, 501):  # those say it all
        note(request, error, status)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = error.allowed
    body = {"error": INTERNAL if status == 500 else str(error)}
    return Response(orjson.dumps(body), status, headers, JSON)
