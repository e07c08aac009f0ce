"""Every way into the service."""

import re
from collections.abc import Iterable, Iterator

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.main import create_app
from app.settings import Settings

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_NAMES = {"version": "1", "layer": "conv2d", "model": "digits", "rest": "x", "name": "start.js", "index": "0"}


def routes() -> list[APIRoute]:
    """All that the app has."""
    return list(_flattened(create_app(Settings()).routes))


def _flattened(found: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:  # as FastAPI keeps included ones
            yield from _flattened(router.routes)


def doors() -> list[tuple[str, str]]:
    """Each method and path, with something in the place of the path's parameters."""
    filled: set[tuple[str, str]] = set()
    for route in routes():
        path = _PARAMETER.sub(lambda match: _NAMES.get(match[1], "x"), route.path)
        filled.update((method, path) for method in route.methods or ())
    return sorted(filled)
