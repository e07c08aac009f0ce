import math
import time

import pytest

from app.v1.document import parse_document, signature_name
from app.v1.errors import Refused


def refusal(body: bytes) -> str:
    with pytest.raises(Refused) as refused:
        parse_document(body)
    return refused.value.message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The document is empty"),
        (b" \n ", "The document is empty. at offset: 3"),
        (b"instances = [1, 2]", "Invalid value. at offset: 0"),
        (b'{"instances": }', "Invalid value. at offset: 14"),
        (b'{"a": [1, ]}', "Invalid value. at offset: 10"),
        (b"{", "Missing a name for object member. at offset: 1"),
        (b'{"a": 1, }', "Missing a name for object member. at offset: 9"),
        (b'{"a" 1}', "Missing a colon after a name of object member. at offset: 5"),
        (b'{"a": 1', "Missing a comma or } after an object member. at offset: 7"),
        (b' {"a": [1, {"b": 2]}', "Missing a comma or } after an object member. at offset: 18"),
        (b'{"a": [1 2]}', "Missing a comma or ] after an array element. at offset: 9"),
        (b'{"a": [{}, [1}]}', "Missing a comma or ] after an array element. at offset: 13"),
        (b'{"a": "b', "Missing a closing quotation mark in string. at offset: 8"),
        ('{"a": "é'.encode(), "Missing a closing quotation mark in string. at offset: 9"),
        ('{"é": 1 2}'.encode(), "Missing a comma or } after an object member. at offset: 9"),
        (b'{"\xff": 1}', "Invalid encoding in string. at offset: 2"),
        (b'{"a": "\\q"}', "Invalid escape character in string. at offset: 7"),
        (b'{"a": "b\\u12g4"}', "Incorrect hex digit after \\u escape in string. at offset: 8"),
        (b'{"a": tru}', "Invalid value. at offset: 9"),
        (b'{"a": [nul', "Invalid value. at offset: 10"),
        (b'{"a": -Infinite}', "Invalid value. at offset: 14"),
        (b'{"a": -}', "Invalid value. at offset: 7"),
        (b'{"a": [Inf, -NaN, "Inf", Inf; 2]}', "Missing a comma or ] after an array element. at offset: 28"),
        (b'{"a": -NaN, "b": [Inf}', "Missing a comma or ] after an array element. at offset: 21"),
        (b'{"a": .5}', "Invalid value. at offset: 6"),
        (b'{"a": 1.}', "Miss fraction part in number. at offset: 8"),
        (b'{"a": [1.5e+]}', "Miss exponent in number. at offset: 12"),
        (b'{"a": "1e400", "b": -1e400}', "Number too big to be stored in double. at offset: 20"),
        (b'{"a": [1, 1' + b"0" * 400 + b"]}", "Number too big to be stored in double. at offset: 10"),
        (b'{"a": 1' + b"0" * 9000 + b"}", "Number too big to be stored in double. at offset: 6"),
        (b'{"a": "\\ud83d\\ude00\\\\ud800 \\ud800"}', "The surrogate pair in string is invalid. at offset: 27"),
        (b'{"a": "\\udc00"}', "The surrogate pair in string is invalid. at offset: 7"),
        (b'\xef\xbb\xbf{"a" 1}', "Missing a colon after a name of object member. at offset: 8"),
        (b"\xef\xbb\xbf[1 2]", "Missing a comma or ] after an array element. at offset: 6"),
        (b"[" * 100_000, "The document is nested too deeply."),
        (b'{"a":' * 90_000, "The document is nested too deeply."),
    ],
)
def test_what_is_no_json_is_refused_in_rapidjsons_words(body: bytes, message: str) -> None:
    """With the offset in bytes."""
    assert refusal(body) == f"JSON Parse error: {message}"


def test_numbers_that_are_not_finite_are_taken() -> None:
    numbers = parse_document(b'{"a": [NaN, -NaN, Infinity, -Infinity, Inf, -Inf], "Inf -NaN": "Inf \\" -NaN"}')
    assert list(map(math.isnan, numbers["a"][:2])) == [True, True]
    assert numbers["a"][2:] == [math.inf, -math.inf, math.inf, -math.inf]
    assert numbers["Inf -NaN"] == 'Inf " -NaN'


@pytest.mark.parametrize(
    "body", [b'{"a": 1} and more', b'{"a": 1}{"a": 2}', b'\n\t {"a": 1}]', b'\xef\xbb\xbf{"a": 1}']
)
def test_what_follows_the_document_is_not_looked_at(body: bytes) -> None:
    assert parse_document(body) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "told"), [(b"[1]", "[\n    1\n]"), (b"1.0", "1.0"), (b"null", "null"), (b'"x"', '"x"'), (b"NaN", "NaN")]
)
def test_the_top_level_must_be_an_object(body: bytes, told: str) -> None:
    assert refusal(body) == f"JSON Value: {told} Is not object"


def test_a_signatures_name_must_be_a_text() -> None:
    assert signature_name({}) == signature_name({"signature_name": ""}) == "serving_default"
    assert signature_name({"signature_name": "layers"}) == "layers"
    with pytest.raises(Refused) as refused:
        signature_name({"signature_name": 5})
    assert refused.value.message == (
        'JSON Value: {\n    "signature_name": 5\n} not formatted correctly. '
        "'signature_name' key must be a string value."
    )


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": Inf, "' + b'\\"' * 1_000_000,
        b'{"a": Inf, "b": [' + b'"x",' * 190_000,
        b'"' * 2_000_001,
        b"[" + b"1" * 2_000_000,
        b'["' + b"-1" * 1_000_000 + b'", 1e999',
        b'["' + b"\\u" * 1_000_000,
        b'["' + b"a" * 2_000_000 + b'\\ud800"]',
    ],
)
def test_a_hostile_document_is_refused_in_time_that_grows_with_its_size(body: bytes) -> None:
    started = time.perf_counter()
    assert refusal(body).startswith("JSON")
    assert time.perf_counter() - started < 5
