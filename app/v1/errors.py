"""What TensorFlow Serving refuses with, and what our own errors are in its protocol."""

import json
from enum import Enum

from app.errors import INTERNAL, STATUS, retry_headers
from model.errors import BadRequest, DigitscopeError, Mismatch, NotAnImage, NotLoaded, Unusable


class Code(Enum):
    """TensorFlow's status codes that are in use here, each with its HTTP status."""

    INVALID_ARGUMENT = 400
    NOT_FOUND = 404
    UNIMPLEMENTED = 501


class Refused(Exception):
    """A request that TensorFlow Serving refuses; the message is its `status.message`."""

    def __init__(self, message: str, code: Code = Code.INVALID_ARGUMENT) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    @property
    def text(self) -> str:
        """As one status stands in the message of another."""
        return f"{self.code.name}: {self.message}"


# Where this protocol has another status than problem details have: it knows no 409, 415 and 422.
_STATUS: dict[type[DigitscopeError], int] = {
    **{kind: status for kind, (status, _, _) in STATUS.items()},
    BadRequest: 400,
    Mismatch: 400,
    NotAnImage: 400,
    Unusable: 400,
    NotLoaded: 404,
}


def describe(error: Exception) -> tuple[int, str, dict[str, str]]:
    """HTTP status, message and headers of any error; of a failure inside, the message tells nothing."""
    if isinstance(error, Refused):
        return error.code.value, error.message, {}
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    headers = retry_headers(error) if status in (429, 503) and isinstance(error, DigitscopeError) else {}
    return status, INTERNAL if status == 500 else str(error), headers


def error_body(message: str) -> bytes:
    """`{"error": message}`, indented as TensorFlow Serving does it."""
    return json.dumps({"error": message}, indent=4, ensure_ascii=False).encode("utf-8", "replace")
