"""What the OpenAPI tells of every operation alike: what surrounds the routes takes, adds and refuses."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.deadlines import MOST_MS
from app.negotiation import JSON, PNG
from app.openapi import MEANINGS, problems
from app.security.access import PROBES_BELOW, is_probe
from app.security.openapi import refusals, tell_of_keys
from app.settings import Settings

_PARAMETERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "an id for the request, of 1 to 128 letters, digits and `._:/+=-`; any other gets a new one",
        "schema": {"type": "string"},
    },
    "X-Request-Timeout-Ms": {
        "description": "how long the answer is of use, in milliseconds",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_MS},
    },
}
_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {"description": "the request's id, as in the log", "schema": {"type": "string"}},
    "Server-Timing": {"description": "each stage's time, in milliseconds", "schema": {"type": "string"}},
    "Retry-After": {"description": "seconds to wait before asking again", "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "the ways to send a key", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "the caller's rate, where it has one", "schema": {"type": "string"}},
    "RateLimit": {"description": "what is left of the caller's rate", "schema": {"type": "string"}},
    "X-Scale": {"description": "PNG: what shares one colour scale", "schema": {"type": "string"}},
    "X-Scale-Colours": {"description": "PNG: the colours from least to most", "schema": {"type": "string"}},
    "X-Scale-Limit": {
        "description": "PNG: the value of full colour, if all share it",
        "schema": {"type": "number"},
    },
    "X-Upsample": {"description": "PNG: how a map is enlarged", "schema": {"type": "string"}},
}
_ALWAYS = ("X-Request-ID", "Server-Timing")
_WITH_PNG = {
    "feature-maps": ("X-Scale", "X-Scale-Colours", "X-Scale-Limit", "X-Upsample"),
    "attributions": ("X-Scale-Colours", "X-Scale-Limit"),
    "experiments": ("X-Scale-Colours", "X-Scale-Limit"),
    "comparisons": ("X-Scale-Colours",),
}
_PROTOCOLS = ("/v1", "/v2")  # which tell errors in a shape of their own
_PROTOCOLS_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}


def tell_what_is_common(app: FastAPI, settings: Settings) -> None:
    """Add to the OpenAPI, with shared components, what a service with these settings does around each operation."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _tell(generate(), settings)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _tell(document: dict[str, Any], settings: Settings) -> None:
    components = document["components"]
    components["parameters"] = {name: {"name": name, "in": "header", **each} for name, each in _PARAMETERS.items()}
    components["headers"], components["responses"] = {}, {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operation.setdefault("parameters", []).extend(_shared("parameters", *_PARAMETERS).values())
            for status, response in operation["responses"].items():
                response["headers"] = _told(components, *_headers(status, path, response, settings))
            for status in map(str, _refusals(method, path, operation, settings)):
                if status not in operation["responses"]:
                    name = f"{'Error' if path.startswith(_PROTOCOLS) else 'Problem'}{status}"
                    refused = _refusal(status, path)
                    headers = _told(components, *_headers(status, path, refused, settings))
                    components["responses"][name] = {**refused, "headers": headers}
                    operation["responses"][status] = _shared("responses", name)[name]
    if settings.api_keys:
        tell_of_keys(document)


def _shared(kind: str, *names: str) -> dict[str, dict[str, str]]:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}


def _told(components: dict[str, Any], *names: str) -> dict[str, dict[str, str]]:
    """References to these headers, which so become components."""
    components["headers"].update({name: _HEADERS[name] for name in names})
    return _shared("headers", *names)


def _headers(status: str, path: str, response: dict[str, Any], settings: Settings) -> Iterator[str]:
    yield from _ALWAYS
    if status == "401":
        yield "WWW-Authenticate"
    if status not in ("401", "403") and not is_probe(path) and (settings.api_keys or settings.anonymous_rate):
        yield from ("RateLimit-Policy", "RateLimit")
    if status in ("429", "503") and not path.startswith(PROBES_BELOW):
        yield "Retry-After"
    if status == "200" and PNG in response.get("content", {}):
        yield from _WITH_PNG.get(path.split("/")[1], ())


def _refusals(method: str, path: str, operation: dict[str, Any], settings: Settings) -> Iterator[int]:
    """The statuses with which any such operation may be answered, whatever it does itself."""
    yield 400 if path.startswith(_PROTOCOLS) else 422  # to an X-Request-Timeout-Ms that is no number
    yield from (500, 504)
    if "requestBody" in operation:
        yield from (408, 413)
    if not is_probe(path):
        yield 503
        yield from refusals(method, path, settings)


def _refusal(status: str, path: str) -> dict[str, Any]:
    if path.startswith(_PROTOCOLS):
        return {"description": MEANINGS[int(status)], "content": {JSON: {"schema": _PROTOCOLS_ERROR}}}
    (told,) = problems(int(status)).values()
    return told
