"""What the OpenAPI tells of keys, where they are needed."""

from typing import Any

from fastapi import FastAPI

from app.errors import MEDIA_TYPE
from app.security.access import is_probe

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "the key as the password, with any user name"},
}
_REFUSALS = {
    "401": "No API key came, or one that is not known here.",
    "403": "The key lacks the permission `manage`.",
    "429": "The key's rate is used up; try again after `Retry-After` seconds.",
}


def tell_of_keys(app: FastAPI) -> None:
    """Add to the OpenAPI how a key is sent, and what is answered without one."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            document["components"]["securitySchemes"] = _SCHEMES
            document["security"] = [{name: []} for name in _SCHEMES]
            for path, item in document["paths"].items():
                for operation in item.values():
                    _tell(operation, path)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _tell(operation: dict[str, Any], path: str) -> None:
    if is_probe(path):
        operation["security"] = []
        return
    content: dict[str, Any] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if path.startswith(("/v1", "/v2")):
        content = {"application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}}
    for status, description in _REFUSALS.items():
        operation["responses"].setdefault(status, {"description": description, "content": content})
