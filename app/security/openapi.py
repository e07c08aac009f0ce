"""What the OpenAPI tells of keys, where they are needed, and of what is refused before any route."""

from collections.abc import Iterator
from typing import Any

from app.security.access import is_probe, needed
from app.security.keys import Permission
from app.settings import Settings

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "the key as the password, with any user name"},
}


def tell_of_keys(document: dict[str, Any]) -> None:
    """Add to the OpenAPI how a key is sent; probes need none."""
    document["components"]["securitySchemes"] = _SCHEMES
    document["security"] = [{name: []} for name in _SCHEMES]
    for path, item in document["paths"].items():
        if is_probe(path):
            for operation in item.values():
                operation["security"] = []


def refusals(method: str, path: str, settings: Settings) -> Iterator[int]:
    """The statuses with which a request that is not a probe's may be refused for who sends it."""
    if settings.api_keys:
        yield 401
    if settings.api_keys or needed(method.upper(), path) is Permission.MANAGE:
        yield 403
    if settings.api_keys or settings.anonymous_rate:
        yield 429
