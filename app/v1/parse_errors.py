"""What is wrong with a document that is no JSON, and at which byte of the body, as RapidJSON tells it."""

import json
import re

from app.v1.errors import Refused
from app.v1.not_finite import TEXT, usual

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
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-NaN", "-Infinity")
_NUMBERS = re.compile(rf"{TEXT}|-?\d++(?:\.\d++)?(?:[eE][-+]?\d++)?", re.DOTALL)
_UNFINISHED = re.compile(r"(?<=\d)(?:(\.)|[eE][-+]?)")
_WHOLE_CHARACTERS = re.compile(
    r"(?:[^\\]|\\[^u]|\\u(?![dD][89a-fA-F])....|\\u[dD][89abAB]..\\u[dD][c-fC-F]..)*+", re.DOTALL
)


def failed(message: str, offset: int) -> Refused:
    """The refusal of a document in which that stands at that byte."""
    return Refused(f"JSON Parse error: {message} at offset: {offset}")


def explained(error: json.JSONDecodeError, text: str, space: str) -> Refused:
    """Why `text`, which begins with some of `space`, is no JSON."""
    at = error.pos
    message = _MESSAGES.get(error.msg)
    if message is None:
        if unfinished := _UNFINISHED.match(text, at):
            missed = "fraction part" if unfinished[1] else "exponent"
            return _failed(f"Miss {missed} in number.", text, unfinished.end())
        kind = ("]", "an array element") if _is_in_array(text[:at].lstrip(space)) else ("}", "an object member")
        return _failed(f"Missing a comma or {kind[0]} after {kind[1]}.", text, at)
    if error.msg.startswith("Illegal trailing comma"):
        at = len(text) - len(text[at + 1 :].lstrip(space))
    elif error.msg == "Expecting value":  # up to where it is one of the words
        at += max(end for word in _WORDS for end in range(len(word) + 1) if text.startswith(word[:end], at))
    elif error.msg.startswith("Unterminated"):
        at = len(text)
    elif "uXXXX" in error.msg:
        at = text.rindex("\\", 0, at + 1)
    return _failed(message, text, at)


def too_big(text: str) -> Refused:
    """Where the first number stands that no double can hold; `text` has one."""
    numbers = (match for match in _NUMBERS.finditer(text) if match[0][0] != '"')
    at = next(match.start() for match in numbers if abs(float(match[0])) == float("inf"))
    return _failed("Number too big to be stored in double.", text, at)


def half_a_character(text: str) -> Refused:
    """Where the first half of a surrogate pair stands that lacks the other; `text` is JSON and has one."""
    whole = _WHOLE_CHARACTERS.match(text)
    return _failed("The surrogate pair in string is invalid.", text, whole.end() if whole else 0)


def _failed(message: str, text: str, at: int) -> Refused:
    return failed(message, len(text[:at].encode("utf-8", "replace")))


def _is_in_array(begun: str) -> bool:
    """Whether a bracket could stand behind what has begun."""
    text = usual(begun)
    try:
        json.JSONDecoder().raw_decode(text + "]")
    except json.JSONDecodeError as error:
        return error.pos > len(text)
    return True
