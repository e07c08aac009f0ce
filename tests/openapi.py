"""Reading an OpenAPI document."""

from functools import reduce
from typing import Any


def resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the document, or what it refers to in its place."""
    _, *names = part.get("$ref", "#").split("/")
    return reduce(lambda found, name: found[name], names, document) if names else part
