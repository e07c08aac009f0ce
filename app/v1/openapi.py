"""What the OpenAPI says of this protocol: its paths are matched by `app.v1.address`, and stand here as templates."""

from dataclasses import dataclass
from typing import Any

from app.negotiation import JSON

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
}

_PARAMETERS = {
    "model": ({"type": "string", "examples": ["digits"]}, "the model's name: that of the model folder"),
    "version": ({"type": "integer", "minimum": 0, "maximum": 2**63 - 1, "examples": [2]}, "a version's number"),
    "label": ({"type": "string", "examples": ["stable"]}, "a label; the default version answers where none is given"),
}
_PLACES = ("/v1/models/{model}", "/v1/models/{model}/versions/{version}", "/v1/models/{model}/labels/{label}")

_SIGNATURE = {"signature_name": {"type": "string", "description": "`serving_default` by default; `layers` for maps"}}
_PICTURE = {"b64": "iVBORw0KGgoAAAANSUhEUg..."}
_VALUES: dict[str, Any] = {"description": "numbers, texts, booleans, `b64` objects, or nested lists of them"}

_PREDICT_BODY = {
    "schema": {
        "type": "object",
        "properties": {
            **_SIGNATURE,
            "instances": {"type": "array", "minItems": 1, "items": _VALUES, "description": "a value for each row"},
            "inputs": {"description": "the whole tensor, or an object of tensors by name"},
        },
        "oneOf": [{"required": ["instances"]}, {"required": ["inputs"]}],
    },
    "examples": {
        "pictures, by row": {"value": {"instances": [_PICTURE, _PICTURE]}},
        "pixels, by row": {"value": {"instances": [[[0] * 28] * 28]}},
        "pixels, by column": {"value": {"inputs": {"image": [[[0] * 28] * 28]}}},
        "every layer's maps": {"value": {"signature_name": "layers", "instances": [[[0] * 28] * 28]}},
    },
}
_PREDICT_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {
            "predictions": {"type": "array", "description": "by row: a value, or an object of values by output"},
            "outputs": {"description": "by column: a tensor, or an object of tensors by output"},
        },
        "oneOf": [{"required": ["predictions"]}, {"required": ["outputs"]}],
    },
    "example": {"predictions": [{"logits": [-2.5, 11.25], "probabilities": [1.1e-06, 0.998]}]},
}
_CLASSIFY_BODY = {
    "schema": {
        "type": "object",
        "properties": {
            **_SIGNATURE,
            "context": {"type": "object", "description": "features of every example"},
            "examples": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        },
        "required": ["examples"],
    },
    "examples": {
        "a picture": {"value": {"examples": [{"image": _PICTURE}]}},
        "pixels": {"value": {"examples": [{"image": [0] * 784}]}},
    },
}
_CLASSIFY_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {"results": {"type": "array", "description": "for each example pairs of label and probability"}},
        "required": ["results"],
    },
    "example": {"results": [[["7", 0.998], ["1", 0.0011]]]},
}
_STATUS_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {
            "model_version_status": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "version": {"type": "string"},
                        "state": {"enum": ["UNKNOWN", "START", "LOADING", "AVAILABLE", "UNLOADING", "END"]},
                        "status": {"type": "object"},
                    },
                    "required": ["version", "state", "status"],
                },
            }
        },
        "required": ["model_version_status"],
    },
    "example": {
        "model_version_status": [
            {"version": "2", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
        ]
    },
}
_METADATA_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {"model_spec": {"type": "object"}, "metadata": {"type": "object"}},
        "required": ["model_spec", "metadata"],
    }
}


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
            _tell(place, "The states of a model's versions", _STATUS_ANSWER),
            _tell(f"{place}/metadata", "A version's signatures", _METADATA_ANSWER),
            _ask(f"{place}:predict", "Call a signature", _PREDICT_BODY, _PREDICT_ANSWER),
            _ask(f"{place}:classify", "Labels with their probabilities", _CLASSIFY_BODY, _CLASSIFY_ANSWER),
        )
    ]


def _tell(path: str, summary: str, answer: dict[str, Any]) -> Documented:
    return Documented("GET", path, summary, _responses(answer, 400, 404, 500), {"parameters": _parameters(path)})


def _ask(path: str, summary: str, body: dict[str, Any], answer: dict[str, Any]) -> Documented:
    extra = {"parameters": _parameters(path), "requestBody": {"required": True, "content": {JSON: body}}}
    return Documented("POST", path, summary, _responses(answer, 400, 404, 413, 500, 501, 503), extra)


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
