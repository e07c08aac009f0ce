"""gzip and deflate, in and out; a bomb is refused before it has gone off."""

import gzip
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.v2.compression import choose_encoding, is_packed, pack, unpack
from app.v2.errors import Unsupported
from model.errors import BadRequest, TooLarge


@given(st.binary(max_size=1000), st.sampled_from(["gzip", "deflate"]))
def test_what_is_packed_is_unpacked_by_us_and_by_others(body: bytes, encoding: str) -> None:
    packed = pack(body, encoding)
    assert (gzip.decompress if encoding == "gzip" else zlib.decompress)(packed) == body
    assert unpack(packed, len(body)) == body


def test_a_gzip_file_may_have_several_members() -> None:
    assert unpack(gzip.compress(b"one, ") + gzip.compress(b"two"), 100) == b"one, two"
    with pytest.raises(BadRequest, match="more than 16 members"):
        unpack(gzip.compress(b"") * 17, 100)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "nothing to be decompressed"),
        (b"not packed", "cannot be decompressed"),
        (gzip.compress(b"x" * 100)[:-9], "it is cut off"),
        (gzip.compress(b"x") + b"behind it", "behind its first member"),
        (gzip.compress(b"x") + b"1", "behind its first member"),
        (gzip.compress(b"x")[:-8] + bytes(8), "cannot be decompressed"),
    ],
)
def test_damaged_bodies_are_refused(body: bytes, text: str) -> None:
    with pytest.raises(BadRequest, match=text):
        unpack(body, 1000)


def test_the_limit_is_of_the_unpacked_bytes() -> None:
    packed = gzip.compress(bytes(1001))
    assert len(unpack(packed, 1001)) == 1001
    with pytest.raises(TooLarge, match="1,000 bytes, also once it is decompressed"):
        unpack(packed, 1000)
    with pytest.raises(TooLarge):
        unpack(gzip.compress(bytes(600)) * 2, 1000)


def test_a_bomb_takes_neither_time_nor_memory() -> None:
    bomb = pack(bytes(500_000_000), "gzip")
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(TooLarge):
        unpack(bomb, 1_000_000)
    assert time.perf_counter() - started < 1
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


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
