import pytest

from app.v1.address import Address, parse_address
from app.v1.errors import Refused


@pytest.mark.parametrize(
    ("method", "path", "address"),
    [
        ("GET", "/v1/models/digits", Address("status", "digits")),
        ("GET", "/v1/models/digits/versions/123", Address("status", "digits", 123)),
        ("GET", "/v1/models/digits/labels/stable", Address("status", "digits", None, "stable")),
        ("GET", "/v1/models/digits/metadata", Address("metadata", "digits")),
        ("GET", "/v1/models/digits/versions/7/metadata", Address("metadata", "digits", 7)),
        ("GET", "/v1/models/digits/labels/stable/metadata", Address("metadata", "digits", None, "stable")),
        ("GET", "/v1/models/versions", Address("status", "versions")),
        ("POST", "/v1/models/digits:predict", Address("predict", "digits")),
        ("POST", "/v1/models/digits/versions/00007:classify", Address("classify", "digits", 7)),
        ("POST", "/v1/models/digits/labels/stable:regress", Address("regress", "digits", None, "stable")),
        ("POST", "/V1/Models/Digits/Versions/7:PREDICT", Address("predict", "Digits", 7)),
        ("GET", "/v1/MODELS/digits/METADATA", Address("metadata", "digits")),
        ("GET", f"/v1/models/digits/versions/{2**63 - 1}", Address("status", "digits", 2**63 - 1)),
    ],
)
def test_a_path_names_operation_model_and_version(method: str, path: str, address: Address) -> None:
    """Without regard to case, but for the names."""
    assert parse_address(method, path) == address


def test_names_are_percent_decoded() -> None:
    """Every reserved character, as in TensorFlow Serving's own test."""
    encoded, decoded = "x%21%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3D%3F%40%5B%5D", "x!#$%&'()*+,/:;=?@[]"
    assert parse_address("POST", f"/v1/models/{encoded}/labels/{encoded}:predict") == Address(
        "predict", decoded, None, decoded
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/foo"),
        ("POST", "/v1/foo"),
        ("POST", "/v1/models"),
        ("GET", "/v1/models/"),
        ("GET", "/v1/models/digits/"),
        ("GET", "/v1/models/debug/model_name"),
        ("GET", "/v1/models/foo:predict"),
        ("GET", "/v1/models/foo/version/50:predict"),
        ("POST", "/v1/models/foo/version/50:regress"),
        ("POST", "/v1/models/foo/versions/HELLO:regress"),
        ("POST", "/v1/models/foo/metadata"),
        ("POST", "/v1/models/foo/label/some_label:regress"),
        ("POST", "/v1/models/foo/versions/50/labels/some_label:regress"),
        ("POST", "/v1/models/foo:train"),
        ("GET", "/v1/models/foo/versions/٣"),
        ("PUT", "/v1/models/foo"),
        ("HEAD", "/v1/models/foo"),
    ],
)
def test_what_fits_no_operation_is_malformed(method: str, path: str) -> None:
    """Also with the wrong method: 400, and no 405."""
    with pytest.raises(Refused) as refused:
        parse_address(method, path)
    assert refused.value.message == f"Malformed request: {method} {path}"
    assert refused.value.code.value == 400


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/models/versions/3", "/v1/models/versions/3/metadata", "/V1/MODELS"]
)
def test_a_models_name_must_be_given(path: str) -> None:
    with pytest.raises(Refused, match=r"^Missing model name in request\.$"):
        parse_address("GET", path)


@pytest.mark.parametrize("version", [str(2**63), str(2**64 - 1), "9" * 10_000])
def test_a_version_beyond_64_bits_is_no_number(version: str) -> None:
    with pytest.raises(Refused, match=rf"^Failed to convert version: {version[:256]} to numeric\.$"):
        parse_address("POST", f"/v1/models/digits/versions/{version}:predict")


def test_leading_zeros_do_not_count() -> None:
    assert parse_address("GET", f"/v1/models/digits/versions/{'0' * 10_000}1").version == 1
