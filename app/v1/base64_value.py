"""`{"b64": "..."}`: bytes in JSON."""

import base64
import binascii
from typing import Any, TypeGuard

from app.v1.echo import echo
from app.v1.errors import Refused


def is_base64(value: Any) -> TypeGuard[dict[str, str]]:
    """Whether the value is an object with the one key `b64` and a text under it."""
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get("b64"), str)


def decode_base64(value: Any) -> bytes:
    """The bytes, from Base64 with its padding or without; raises Refused where it is no such object or no Base64."""
    if not is_base64(value):
        raise Refused(f"JSON Value: {echo(value)} not formatted correctly for base64 data")
    text = "".join(value["b64"].split()).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("Unable to base64 decode") from None
