"""A body that was compressed; a bomb is refused before it has gone off."""

import gzip
import time
import tracemalloc

import pytest

from app.unpacking import unpack
from model.errors import BadRequest, TooLarge


def test_a_gzip_file_may_have_several_members() -> None:
    assert unpack(gzip.compress(b"one, ") + gzip.compress(b"two"), 100) == b"one, two"
    with pytest.raises(BadRequest, match="more than 16 members"):
        unpack(gzip.compress(b"") * 17, 100)


DAMAGED = {  # by name: a packed body tells when it was packed, and a test's own name may not
    "empty": (b"", "nothing to be decompressed"),
    "not packed": (b"not packed", "cannot be decompressed"),
    "cut off": (gzip.compress(b"x" * 100)[:-9], "it is cut off"),
    "text behind": (gzip.compress(b"x") + b"behind it", "behind its first member"),
    "a byte behind": (gzip.compress(b"x") + b"1", "behind its first member"),
    "wrong checksum": (gzip.compress(b"x")[:-8] + bytes(8), "cannot be decompressed"),
}


@pytest.mark.parametrize(("body", "text"), DAMAGED.values(), ids=DAMAGED.keys())
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
    bomb = gzip.compress(bytes(500_000_000), 1)
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(TooLarge):
        unpack(bomb, 1_000_000)
    assert time.perf_counter() - started < 1
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
