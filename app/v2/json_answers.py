"""Answers that are all JSON."""

from typing import Any

import orjson
from fastapi import Response

from app.negotiation import JSON


def json_answer(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type=JSON)


def probe_answer(content: Any, *, ready: bool = True) -> Response:
    """200 or 503, which nobody is to keep."""
    return Response(orjson.dumps(content), 200 if ready else 503, {"Cache-Control": "no-store"}, JSON)
