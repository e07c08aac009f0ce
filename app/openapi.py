"""What the OpenAPI says beside what FastAPI reads off the routes."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.errors import MEDIA_TYPE
from app.examples import PROBLEMS
from app.schemas import Problem, ValidationProblem

DESCRIPTION = """
Reads handwritten digits from photos, scans and drawings, and shows how the convolutional network inside reads them.

Every error is a problem details object (RFC 9457). Every answer carries `X-Request-ID`, and the time of each
stage as `Server-Timing`. A request may tell by `X-Request-Timeout-Ms` how long its answer is of use; when that is over,
it gets a 504, and what is left to be done for it is left undone.
"""

MEANINGS = {
    400: "The request makes no sense.",
    401: "No API key came, or one that is not known here.",
    403: "The key lacks the permission, or the rollout may not be changed from there.",
    404: "There is no such version, label, layer or channel; `detail` lists what exists.",
    406: "None of the media types that the request accepts is on offer.",
    408: "The request's body took too long to arrive.",
    409: "The version came without a description, or does not take the normaliser's 28x28 grey frames.",
    413: "The request has more bytes or files than the limit.",
    415: "The bytes are not a picture that can be decoded.",
    422: "A parameter, or the picture's size or shape, cannot be served.",
    429: "The key's rate, or the address's, is used up; try again after `Retry-After` seconds.",
    500: "Something failed inside; the log has it under the request's id.",
    503: "The service is busy, or not ready; try again after `Retry-After` seconds.",
    504: "There was no answer in the time that `X-Request-Timeout-Ms` gives.",
}

_PICTURE = {"type": "string", "format": "binary", "description": "a picture's bytes in any supported format"}

PICTURE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A picture: PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or PPM. As the body itself, whatever "
        "its content type says, or as the multipart part `file`.",
        "content": {
            "application/octet-stream": {"schema": _PICTURE},
            "image/*": {"schema": _PICTURE},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": _PICTURE}, "required": ["file"]}
            },
        },
    }
}

PICTURES_BODY: dict[str, Any] = {
    "requestBody": {
        **PICTURE_BODY["requestBody"],
        "description": PICTURE_BODY["requestBody"]["description"]
        + ' Several pictures: parts named `files`; the answer is then `{"predictions": [...]}`.',
        "content": {
            **PICTURE_BODY["requestBody"]["content"],
            "multipart/form-data": {
                "schema": {
                    "oneOf": [
                        {"type": "object", "properties": {"file": _PICTURE}, "required": ["file"]},
                        {
                            "type": "object",
                            "properties": {"files": {"type": "array", "items": _PICTURE, "minItems": 1}},
                            "required": ["files"],
                        },
                    ]
                }
            },
        },
    }
}


TWO_PICTURES_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Two pictures, as parts named `files`.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": _PICTURE, "minItems": 2, "maxItems": 2}},
                    "required": ["files"],
                }
            }
        },
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can answer with these problems."""
    return {
        status: {
            "description": MEANINGS[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {
                        "$ref": f"#/components/schemas/{(ValidationProblem if status == 422 else Problem).__name__}"
                    },
                    **({"example": PROBLEMS[status]} if status in PROBLEMS else {}),
                }
            },
        }
        for status in statuses
    }


def binary(description: str) -> dict[str, Any]:
    return {"schema": {"type": "string", "format": "binary", "description": description}}


def describe_schemas(app: FastAPI, schemas: Sequence[type[BaseModel]]) -> None:
    """Put into the OpenAPI the schemas of answers that routes write themselves, and drop FastAPI's own error shape."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            _, definitions = models_json_schema(
                [(schema, "serialization") for schema in schemas], ref_template="#/components/schemas/{model}"
            )
            components = document["components"]["schemas"]
            components.update(definitions["$defs"])
            for name in ("HTTPValidationError", "ValidationError"):
                components.pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
