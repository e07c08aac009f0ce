"""Answers to what is refused before any route, each in the error shape of the door that was asked."""

from fastapi import Request, Response
from starlette.types import Scope

from app.errors import problem_of, problem_response, refusal_of, retry_headers
from app.negotiation import JSON
from app.security.errors import KeyNeeded, RateExceeded
from app.v1.errors import describe, error_body
from app.v2.errors import error_response
from model.errors import DigitscopeError, Overloaded


def refusal(scope: Scope, error: DigitscopeError) -> Response:
    """The answer, with the headers that such an error has."""
    response = _shaped(scope, error)
    if isinstance(error, KeyNeeded):
        told = ', error="invalid_token"' if error.unknown else ""
        response.headers.append("WWW-Authenticate", f'Bearer realm="digitscope"{told}')
        response.headers.append("WWW-Authenticate", 'Basic realm="digitscope", charset="UTF-8"')
    if isinstance(error, Overloaded):
        response.headers["Connection"] = "close"
    if isinstance(error, RateExceeded):
        response.raw_headers.extend(error.quota.headers())
    return response


def _shaped(scope: Scope, error: DigitscopeError) -> Response:
    door = scope["path"].split("/", 2)[1].lower()
    if door == "v2":
        return error_response(Request(scope), error)
    scope["state"]["refusals"].append(refusal_of(error))
    if door == "v1":
        status, message, headers = describe(error)
        return Response(error_body(message), status, headers, JSON)
    return problem_response(problem_of(error, scope["state"]["request_id"]), retry_headers(error))
