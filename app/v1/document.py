"""The JSON of a request, taken as leniently as TensorFlow Serving's RapidJSON takes it.

NaN and the infinities are numbers, and what follows the document is not looked at.
"""

import json
import re
from typing import Any

import orjson

from app.security.json_bounds import check_size
from app.v1.echo import echo
from app.v1.errors import Refused
from model.errors import TooLarge

_SPACE = " \t\r\n"
_BOM = "\ufeff"
_MAX_LENIENT_VALUES = 200_000  # of which Python's parser and the search for odd numbers take half a second
# RapidJSON's other names for what is not finite, and texts, which are to be left alone. A text without an end is
# matched too: else each of its quotes would have the rest searched again.
_ODD_NUMBERS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|-NaN|\bInf\b', re.DOTALL)

# Python's message (as far as it says what) and RapidJSON's.
_MESSAGES = {
    "Expecting value": "Invalid value.",
    "Illegal trailing comma before end of array": "Invalid value.",
    "Expecting property name enclosed in double quotes": "Missing a name for object member.",
    "Illegal trailing comma before end of object": "Missing a name for object member.",
    "Expecting ':' delimiter": "Missing a colon after a name of object member.",
    "Unterminated string starting at": "Missing a closing quotation mark in string.",
    "Invalid control character at": "Invalid encoding in string.",
    "Invalid \\escape": "Invalid escape character in string.",
    "Invalid \\uXXXX escape": "Incorrect hex digit after \\u escape in string.",
}


def parse_document(body: bytes) -> dict[str, Any]:
    """The object that the body holds.

    Raises:
        Refused: it holds no JSON, or no object.
        TooLarge: it has more parts than the tensors of one request need.
    """
    if not body:
        raise Refused("JSON Parse error: The document is empty")
    check_size(body)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        document = _parse_leniently(body)
    if not isinstance(document, dict):
        raise Refused(f"JSON Value: {echo(document)} Is not object")
    return document


def signature_name(document: dict[str, Any]) -> str:
    """The signature that is asked for; raises Refused where its name is no text."""
    name = document.get("signature_name", "")
    if not isinstance(name, str):
        raise Refused(
            f"JSON Value: {echo(document)} not formatted correctly. 'signature_name' key must be a string value."
        )
    return name or "serving_default"


def _parse_leniently(body: bytes) -> Any:
    if body.count(b",") > _MAX_LENIENT_VALUES:
        raise TooLarge(
            f"a document of more than {_MAX_LENIENT_VALUES:,} values must be plain JSON, without NaN and infinities, "
            "and whole"
        )
    try:
        text = body.decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise _failed("Invalid encoding in string.", error.start) from None
    start = len(text) - len(text.lstrip(_SPACE))
    if start == len(text):
        raise _failed("The document is empty.", len(body))
    try:
        return _decode(text, start)
    except json.JSONDecodeError as error:
        raise _explained(error, text) from None
    except RecursionError:
        raise Refused("JSON Parse error: The document is nested too deeply.") from None
    except ValueError:  # of more digits than Python converts
        raise Refused("JSON Parse error: Number too big to be stored in double.") from None


def _decode(text: str, start: int) -> Any:
    try:
        document, _ = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        if "Inf" not in text and "-NaN" not in text:
            raise
        document, _ = _DECODER.raw_decode(_ODD_NUMBERS.sub(_usual, text), start)
    if "\\ud" in text.lower():
        _require_whole_characters(document)
    return document


def _to_float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("too big")
    return number


_DECODER = json.JSONDecoder(parse_float=_to_float)


def _usual(match: re.Match[str]) -> str:
    return {"-NaN": "NaN", "Inf": "Infinity"}.get(match[0], match[0])


def _explained(error: json.JSONDecodeError, text: str) -> Refused:
    message, at = _MESSAGES.get(error.msg), error.pos
    if error.msg.startswith("Illegal trailing comma"):
        at = len(text) - len(text[at + 1 :].lstrip(_SPACE))
    if message is None:
        kind = ("]", "an array element") if _is_in_array(text, at) else ("}", "an object member")
        message = f"Missing a comma or {kind[0]} after {kind[1]}."
    return _failed(message, len(text[:at].encode("utf-8", "replace")))


def _is_in_array(text: str, at: int) -> bool:
    """Whether a bracket could stand there."""
    try:
        _DECODER.raw_decode(text[:at].lstrip(_SPACE) + "]")
    except json.JSONDecodeError as error:
        return error.pos > len(text[:at].lstrip(_SPACE))
    return True


def _failed(message: str, offset: int) -> Refused:
    return Refused(f"JSON Parse error: {message} at offset: {offset}")


def _require_whole_characters(document: Any) -> None:
    """Raise Refused where a text has half of a surrogate pair: it is no Unicode, and no answer could repeat it."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("JSON Parse error: The surrogate pair in string is invalid.") from None
