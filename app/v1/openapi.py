"""What the OpenAPI says of this protocol: its paths are matched by `app.v1.address`, and stand here as templates."""

from dataclasses import dataclass
from typing import Any

from app.negotiation import JSON
from app.v1.bodies import (
    CLASSIFY_ANSWER,
    CLASSIFY_BODY,
    METADATA_ANSWER,
    PREDICT_ANSWER,
    PREDICT_BODY,
    STATUS_ANSWER,
)
from model.versions.folders import LARGEST_VERSION

_ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string", "description": "what was wrong, in TensorFlow Serving's words"}},
    "required": ["error"],
}
_MEANINGS = {
    400: ("The request is malformed, or asks for what the model does not have.", "Missing 'inputs' or 'instances' key"),
    404: ("There is no such model or version.", "Servable not found for request: Latest(cats)"),
    413: ("The body has more bytes than the limit, or more pictures.", "a request may have 20,000,000 bytes"),
    500: ("Something failed inside; the log has it under the request's id.", "something failed inside the service"),
    501: ("JSON has no such type of tensor.", "Conversion of JSON Value: 1.0 to type: half"),
    503: ("The service is busy; try again after `Retry-After` seconds.", "512 pictures wait already"),
    504: ("There was no answer in the time that `X-Request-Timeout-Ms` gives.", "there was no answer within 200 ms"),
}

_PARAMETERS = {
    "model": ({"type": "string", "examples": ["digits"]}, "the model's name: that of the model folder"),
    "version": ({"type": "integer", "minimum": 0, "maximum": LARGEST_VERSION, "examples": [2]}, "a version's number"),
    "label": ({"type": "string", "examples": ["stable"]}, "a label; the default version answers where none is given"),
}
_PLACES = ("/v1/models/{model}", "/v1/models/{model}/versions/{version}", "/v1/models/{model}/labels/{label}")


@dataclass(frozen=True)
class Documented:
    """One operation as the OpenAPI tells of it; `extra` is merged into what the route says itself."""

    method: str
    path: str
    summary: str
    responses: dict[int | str, dict[str, Any]]
    extra: dict[str, Any]


def documented() -> list[Documented]:
    """Every operation, with and without a version or label in its path."""
    return [
        each
        for place in _PLACES
        for each in (
            _tell(place, "The states of a model's versions", STATUS_ANSWER),
            _tell(f"{place}/metadata", "A version's signatures", METADATA_ANSWER),
            _ask(f"{place}:predict", "Call a signature", PREDICT_BODY, PREDICT_ANSWER),
            _ask(f"{place}:classify", "Labels with their probabilities", CLASSIFY_BODY, CLASSIFY_ANSWER),
        )
    ]


def _tell(path: str, summary: str, answer: dict[str, Any]) -> Documented:
    return Documented("GET", path, summary, _responses(answer, 400, 404, 500), {"parameters": _parameters(path)})


def _ask(path: str, summary: str, body: dict[str, Any], answer: dict[str, Any]) -> Documented:
    extra = {"parameters": _parameters(path), "requestBody": {"required": True, "content": {JSON: body}}}
    return Documented("POST", path, summary, _responses(answer, 400, 404, 413, 500, 501, 503, 504), extra)


def _parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "description": description, "schema": schema}
        for name, (schema, description) in _PARAMETERS.items()
        if f"{{{name}}}" in path
    ]


def _responses(answer: dict[str, Any], *refusals: int) -> dict[int | str, dict[str, Any]]:
    errors: dict[int | str, dict[str, Any]] = {
        status: {
            "description": _MEANINGS[status][0],
            "content": {JSON: {"schema": _ERROR, "example": {"error": _MEANINGS[status][1]}}},
        }
        for status in refusals
    }
    return {200: {"description": "As TensorFlow Serving answers.", "content": {JSON: answer}}, **errors}
