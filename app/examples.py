"""Answers as they really come, for the OpenAPI."""

from typing import Any

from app.errors import problem, problem_of
from model.errors import (
    BadRequest,
    DeadlineExceeded,
    DigitscopeError,
    Mismatch,
    ModelFailed,
    NotAnImage,
    NotFound,
    Overloaded,
    TooLarge,
)
from model.picture.decode import decode

_ID = "9664f5f8e8f64b158dbfb7a3e520ba9f"


def _not_an_image() -> NotAnImage:
    try:
        decode(b"<!doctype html>")
    except NotAnImage as error:
        return error
    raise AssertionError("HTML was decoded as a picture")


_ERRORS: tuple[DigitscopeError, ...] = (
    NotFound("there is no version 9; the versions are 1"),
    Mismatch(
        "version 3 takes pictures of (height, width, channels) (32, 32, 3), and the normaliser makes frames of "
        "(28, 28, 1); ask another version"
    ),
    TooLarge("a request may have 20,000,000 bytes; this one has 31,207,114. Send a smaller picture, or fewer at once"),
    _not_an_image(),
    BadRequest("channels must be numbers and ranges such as 0,5-9; got 'all'"),
    ModelFailed("its message stays in the log"),
    Overloaded("512 pictures wait already, and 512 may; ask again in a moment"),
    DeadlineExceeded("there was no answer within 200 ms, as X-Request-Timeout-Ms asked"),
)

PROBLEMS: dict[int, dict[str, Any]] = {
    406: problem(
        406,
        "not-acceptable",
        "Not Acceptable",
        "this answers as application/json, image/png; the request accepts only video/mp4",
        _ID,
    ),
    **{body["status"]: body for body in (problem_of(error, _ID) for error in _ERRORS)},
}

DIGIT: dict[str, Any] = {
    "digit": 7,
    "confidence": 0.9987,
    "verdict": "digit",
    "reason": None,
    "probabilities": [0.0, 0.0, 0.0002, 0.0, 0.0, 0.0, 0.0, 0.9987, 0.0, 0.0011],
    "alternatives": [{"digit": 9, "confidence": 0.0011}, {"digit": 2, "confidence": 0.0002}],
    "picture": {"width": 3024, "height": 4032, "inverted": True, "box": [812, 1203, 640, 911], "stroke_ratio": 0.11},
    "model": {"name": "digits", "version": "2"},
}

BLANK: dict[str, Any] = {
    **DIGIT,
    "digit": None,
    "confidence": None,
    "verdict": "blank",
    "reason": "no ink was found: nothing stands out from the paper; write larger or darker, or light it better",
    "probabilities": None,
    "alternatives": [],
    "picture": {**DIGIT["picture"], "box": None, "stroke_ratio": None},
}

PREDICTIONS: dict[str, Any] = {
    "a digit": {"value": DIGIT},
    "a blank sheet": {"value": BLANK},
    "parts named `files`, one of them not a picture": {"value": {"predictions": [DIGIT, PROBLEMS[415]]}},
}

_PAGE: dict[str, Any] = {
    "text": "20\n7",
    "lines": ["20", "7"],
    "digits": [
        {"line": 0, "digit": 2, "confidence": 0.9991, "verdict": "digit", "box": [412, 603, 310, 422]},
        {"line": 0, "digit": 0, "confidence": 0.9968, "verdict": "digit", "box": [798, 611, 325, 405]},
        {"line": 1, "digit": 7, "confidence": 0.9987, "verdict": "digit", "box": [430, 1203, 290, 431]},
    ],
    "reason": None,
    "picture": {"width": 3024, "height": 4032, "inverted": True},
    "model": DIGIT["model"],
}

PAGES: dict[str, Any] = {
    "two lines": {"value": _PAGE},
    "a page without digits": {
        "value": {
            **_PAGE,
            "text": "",
            "lines": [],
            "digits": [],
            "reason": "no digit was found: nothing of a digit's size and shape stands out from the paper",
        }
    },
}
