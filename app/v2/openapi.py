"""What the OpenAPI says of this protocol's operations."""

from typing import Any

from pydantic import BaseModel

from app.negotiation import JSON
from app.v2.headers import BINARY, HEADER_LENGTH
from app.v2.schemas import V2Error

_MEANINGS: dict[int, tuple[str, str]] = {
    400: ("The request makes no sense to the model.", "unexpected inference input 'pixels' for model 'digits'"),
    404: ("There is no such model or version.", "Request for unknown model: 'letters' is not found"),
    409: ("The model folder is read-only.", "digits/rollout.json cannot be written: Read-only file system"),
    413: ("The body has more bytes, or more pictures, than may be.", "a request may have 20,000,000 bytes"),
    500: ("Something failed inside; the log has it.", "something failed inside the service"),
    501: ("This server does not do that.", "'repository_name' specification is not supported"),
    503: ("The service is busy; try again after `Retry-After` seconds.", "512 pictures wait already"),
    504: ("There was no answer in the time that `X-Request-Timeout-Ms` gives.", "there was no answer within 200 ms"),
}

_MODEL = {
    "name": "model",
    "in": "path",
    "required": True,
    "description": "the model's name, as `POST /v2/repository/index` tells it",
    "schema": {"type": "string", "minLength": 1},
}
_VERSION = {
    "name": "version",
    "in": "path",
    "required": True,
    "description": "a version's number",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}
_REPOSITORY = {**_MODEL, "name": "repository", "description": "the name of a model repository"}
_HEADER = {
    "name": HEADER_LENGTH,
    "in": "header",
    "required": False,
    "description": "how many bytes of the body are JSON, where tensors follow; 0: the whole body is the one input",
    "schema": {"type": "integer", "minimum": 0},
}

_IMAGE = {"name": "image", "shape": [1, 28, 28], "datatype": "UINT8", "data": [0] * 784}
INFER_EXAMPLES: dict[str, Any] = {
    "one image": {"value": {"id": "1", "inputs": [_IMAGE]}},
    "a layer and the three likeliest digits": {
        "value": {
            "inputs": [_IMAGE],
            "outputs": [
                {"name": "probabilities", "parameters": {"classification": 3}},
                {"name": "conv2d_2", "parameters": {"binary_data": True}},
            ],
        }
    },
}
INFER_ANSWER: dict[str, Any] = {
    "id": "1",
    "model_name": "digits",
    "model_version": "2",
    "outputs": [
        {"name": "probabilities", "datatype": "FP32", "shape": [1, 10], "data": [0.1] * 10},
        {"name": "logits", "datatype": "FP32", "shape": [1, 10], "data": [0.0] * 10},
    ],
}


def answers(model: Any, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that answers with this model, or refuses with these statuses."""
    told: dict[int | str, dict[str, Any]] = {200: {"description": "The answer.", "model": model}}
    if 503 in refusals:  # a probe, which tells the same of what is not ready
        told[503] = {"description": "Not now.", "model": model}
    return told | errors(*[status for status in refusals if status != 503])


def empty(description: str, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that answers with nothing but 200."""
    return {200: {"description": description}, **errors(*refusals)}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of an operation."""
    return {
        status: {
            "description": _MEANINGS[status][0],
            "content": {
                JSON: {
                    "schema": {"$ref": f"#/components/schemas/{V2Error.__name__}"},
                    "example": {"error": _MEANINGS[status][1]},
                }
            },
        }
        for status in statuses
    }


def takes(path: str, *, header: bool = False, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The `openapi_extra` of an operation at this path: its parameters and its body."""
    told = [each for each in (_MODEL, _VERSION, _REPOSITORY) if f"{{{each['name']}}}" in path]
    parameters = [*told, _HEADER] if header else told
    return ({"parameters": parameters} if parameters else {}) | ({"requestBody": body} if body else {})


def json_body(model: type[BaseModel], description: str) -> dict[str, Any]:
    """A body of JSON, which may be left out."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"required": False, "description": description, "content": {JSON: {"schema": schema}}}


INFER_BODY: dict[str, Any] = {
    "required": True,
    "description": "JSON, or JSON with tensors in binary behind it, or one input alone. `image` are 28x28 frames, "
    "UINT8 [N, 28, 28], ink 255 on 0. Instead of it there may be `picture`, BYTES [N]: files of pictures, which are "
    "decoded and normalised as `/predict` does. Compressed as `Content-Encoding` says: gzip or deflate.",
    "content": {
        JSON: {"schema": {"$ref": "#/components/schemas/InferenceRequest"}, "examples": INFER_EXAMPLES},
        BINARY: {
            "schema": {"type": "string", "format": "binary", "description": "JSON, then the tensors in its order"}
        },
    },
}

INFER_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The outputs, in JSON or as bytes behind it.",
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/InferenceResponse"}, "example": INFER_ANSWER},
            BINARY: {"schema": {"type": "string", "format": "binary"}},
        },
    },
    **errors(400, 404, 413, 500, 501, 503, 504),
}
