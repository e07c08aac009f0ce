"""The JSON of a request, taken as leniently as TensorFlow Serving's RapidJSON takes it.

NaN and the infinities are numbers, and what follows the document is not looked at.
"""

import json
from typing import Any

import orjson

from app.security.json_bounds import check_size
from app.v1.echo import echo
from app.v1.errors import Refused
from app.v1.not_finite import place_before, usual
from app.v1.parse_errors import explained, failed, half_a_character, too_big
from model.errors import TooLarge

_SPACE = " \t\r\n"
_BOM = "\ufeff"
_MAX_LENIENT_VALUES = 200_000  # of which Python's parser and the search for odd numbers take half a second


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
        text = body.decode()
    except UnicodeDecodeError as error:
        raise failed("Invalid encoding in string.", error.start) from None
    start = len(text) - len(text.removeprefix(_BOM).lstrip(_SPACE))
    if start == len(text):
        raise failed("The document is empty.", len(body))
    try:
        return _decode(text, start)
    except json.JSONDecodeError as error:
        raise explained(error, text, _BOM + _SPACE) from None
    except RecursionError:
        raise Refused("JSON Parse error: The document is nested too deeply.") from None
    except ValueError:
        raise too_big(text) from None


def _decode(text: str, start: int) -> Any:
    try:
        document, _ = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        if "Inf" not in text and "-NaN" not in text:
            raise
        try:
            document, _ = _DECODER.raw_decode(usual(text), start)
        except json.JSONDecodeError as error:
            raise json.JSONDecodeError(error.msg, text, place_before(text, error.pos)) from None
    if "\\ud" in text.lower() and not _is_unicode(document):  # no answer could repeat it
        raise half_a_character(text)
    return document


def _to_float(digits: str) -> float:
    number = float(digits)
    if abs(number) == float("inf"):
        raise ValueError("too big")
    return number


def _to_int(digits: str) -> int:
    _to_float(digits)
    return int(digits)


_DECODER = json.JSONDecoder(parse_float=_to_float, parse_int=_to_int)


def _is_unicode(document: Any) -> bool:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
