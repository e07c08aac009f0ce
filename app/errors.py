"""The one table from what went wrong to an HTTP answer, as problem details (RFC 9457)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.security.errors import Forbidden, KeyNeeded, RateExceeded, TooSlow
from model.errors import (
    BadRequest,
    BadRollout,
    DeadlineExceeded,
    DigitscopeError,
    Mismatch,
    ModelFailed,
    NotAnImage,
    NotFound,
    NotLoaded,
    Overloaded,
    ReadOnly,
    TooLarge,
    Unusable,
)

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[DigitscopeError], tuple[int, str, str]] = {
    KeyNeeded: (401, "key-needed", "An API key is needed"),
    Forbidden: (403, "forbidden", "That is not for who asks"),
    RateExceeded: (429, "rate-exceeded", "Too many requests"),
    TooSlow: (408, "too-slow", "The upload came too slowly"),
    TooLarge: (413, "too-large", "The upload is too large"),
    NotAnImage: (415, "not-an-image", "The bytes are not a picture"),
    Unusable: (422, "unusable", "The picture cannot hold a digit"),
    BadRequest: (422, "bad-request", "A parameter cannot be served"),
    Mismatch: (409, "mismatch", "This version cannot do that"),
    BadRollout: (409, "rollout", "The versions cannot be arranged so"),
    ReadOnly: (409, "read-only", "The model folder is read-only"),
    NotFound: (404, "not-found", "There is no such thing"),
    NotLoaded: (503, "not-loaded", "No model version is loaded"),
    Overloaded: (503, "overloaded", "The service is busy"),
    DeadlineExceeded: (504, "deadline-exceeded", "The answer would come too late"),
    ModelFailed: (500, "model-failed", "The model failed"),
}

_UNREADABLE = "There was an error parsing the body"  # FastAPI's answer to bytes that are no text

INTERNAL = "something failed inside the service; its log has the details under this request's id"


def problem(status: int, kind: str, title: str, detail: str, request_id: str, **more: Any) -> dict[str, Any]:
    """The members of a problem details object."""
    return {
        "type": f"/problems/{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:digitscope:request:{request_id}",
        **more,
    }


def problem_of(error: DigitscopeError, request_id: str) -> dict[str, Any]:
    """The problem that this error is to the client; of a failure inside it tells nothing."""
    status, kind, title = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    return problem(status, kind, title, str(error) if status != 500 else INTERNAL, request_id)


def refusal_of(error: DigitscopeError) -> str:
    """The reason for which a request, or a picture of it, is refused, in a word."""
    if isinstance(error, Overloaded):
        return error.reason
    return next(STATUS[cls][1] for cls in type(error).__mro__ if cls in STATUS)


def note(request: Request, error: Exception, status: int) -> None:
    """Keep what the request's log tells of a failure inside, or its metrics of a refusal, of it or a picture of it."""
    if status == 500:
        request.state.failure = error
    elif isinstance(error, DigitscopeError):
        request.state.refusals.append(refusal_of(error))


def retry_headers(error: DigitscopeError) -> dict[str, str]:
    """`Retry-After`, where the same request may succeed later."""
    return {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}


def problem_response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), body["status"], headers, MEDIA_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    """Turn every error that is expected into a problem details answer."""
    for kind in EXPECTED:
        app.add_exception_handler(kind, answer_error)


async def answer_error(request: Request, error: Exception) -> Response:
    """The problem details answer to an error of an expected kind."""
    return next(answer for kind, answer in _ANSWERS.items() if isinstance(error, kind))(request, error)


def _answer_digitscope_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DigitscopeError)  # noqa: S101  # whoever calls has looked
    body = problem_of(error, request.state.request_id)
    note(request, error, body["status"])
    return problem_response(body, retry_headers(error))


def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        {"where": ".".join(str(part) for part in each["loc"]), "message": each["msg"], "got": _short(each.get("input"))}
        for each in error.errors()
    ]
    detail = "; ".join(f"{each['where']}: {each['message']}, got {each['got']}" for each in errors)
    _, kind, title = STATUS[BadRequest]
    return problem_response(problem(422, kind, title, detail, request.state.request_id, errors=errors))


def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.detail == _UNREADABLE:
        _, kind, title = STATUS[BadRequest]
        detail = "the body is to be JSON in UTF-8, and cannot be read as such"
        return problem_response(problem(422, kind, title, detail, request.state.request_id))
    title = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    path, allowed = request.url.path, headers.get("Allow")
    details = {
        404: f"there is nothing at {path}; /docs lists what there is",
        405: f"{request.method} is not for {path}; it takes {allowed}",
    }
    detail = details.get(error.status_code, error.detail) if error.detail == title else error.detail
    body = problem(error.status_code, title.lower().replace(" ", "-"), title, detail, request.state.request_id)
    return problem_response(body, headers)


_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    DigitscopeError: _answer_digitscope_error,
    RequestValidationError: _answer_validation_error,
    HTTPException: _answer_http_exception,
}
EXPECTED = tuple(_ANSWERS)
"""What a route may raise, to be answered as problem details."""


def _methods(request: Request) -> list[str]:
    """Those that some route takes at the request's path; Starlette tells the first route's alone."""

    def takes(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return list(filter(takes, ("DELETE", "GET", "PATCH", "POST", "PUT")))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
