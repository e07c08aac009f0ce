"""gzip and deflate, as clients of Triton ask for them."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.unpacking import unpack
from app.v2.compression import choose_encoding, is_packed, pack
from app.v2.errors import Unsupported


@given(st.binary(max_size=1000), st.sampled_from(["gzip", "deflate"]))
def test_what_is_packed_is_unpacked_by_us_and_by_others(body: bytes, encoding: str) -> None:
    packed = pack(body, encoding)
    assert (gzip.decompress if encoding == "gzip" else zlib.decompress)(packed) == body
    assert unpack(packed, len(body)) == body


@pytest.mark.parametrize(
    ("encoding", "packed"), [(None, False), ("", False), ("identity", False), ("gzip", True), ("Deflate ", True)]
)
def test_the_header_tells_whether_a_body_is_packed(encoding: str | None, packed: bool) -> None:
    assert is_packed(encoding) is packed


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "x"])
def test_other_encodings_are_not_supported(encoding: str) -> None:
    with pytest.raises(Unsupported, match="Unsupported compression type"):
        is_packed(encoding)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, None), ("", None), ("gzip", "gzip"), ("deflate", "deflate"), ("gzip, deflate", "gzip"),
        ("deflate, gzip", "deflate"), ("br", None), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("*", None),
        ("gzip;q=0.5, deflate;q=0.8", "deflate"), ("identity", None), ("identity, gzip", None), ("GZIP", None),
        ("gzip;q=x", None), (" gzip ; q=1", "gzip"),
    ],
)  # fmt: skip
def test_the_answers_encoding_is_what_the_client_likes_best(accept: str | None, chosen: str | None) -> None:
    """As Triton chooses it."""
    assert choose_encoding(accept) == chosen
