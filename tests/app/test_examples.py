"""The examples of the OpenAPI are true."""

import pytest

from app.examples import PROBLEMS
from model.errors import BadRequest, NotAnImage
from model.inside.feature_maps import parse_channels
from model.picture.decode import decode


def test_what_is_no_picture_is_refused_as_in_the_example() -> None:
    with pytest.raises(NotAnImage) as refused:
        decode(b"<!doctype html>")
    assert PROBLEMS[415]["detail"] == str(refused.value)


def test_channels_that_make_no_sense_are_refused_as_in_the_example() -> None:
    with pytest.raises(BadRequest) as refused:
        parse_channels("all", "conv2d", 32)
    assert PROBLEMS[422]["detail"] == str(refused.value)
