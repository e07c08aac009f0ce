"""What is read as plain is what Pillow reads; all else is left to it."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model.picture.plain import MOST_PIXELS, read_plain
from tests.files import png_header, png_of_chunks


def png(rows: bytes, width: int, height: int, **header: int) -> bytes:
    return png_of_chunks([png_header(width, height, **header), (b"IDAT", zlib.compress(rows)), END])


@st.composite
def filtered(draw: st.DrawFn) -> tuple[bytes, int, int]:
    """Rows of any bytes, each behind any of the five filters, and their width and height."""
    width, height = draw(st.integers(1, 64)), draw(st.integers(1, 64))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = generator.integers(0, 256, (height, width + 1), np.uint8)
    rows[:, 0] = generator.integers(0, 5, height)
    return rows.tobytes(), width, height


@given(filtered())
def test_any_plain_png_is_read_as_pillow_reads_it(picture: tuple[bytes, int, int]) -> None:
    data = png(*picture)
    pixels = read_plain(data)
    assert pixels is not None
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels, np.asarray(Image.open(io.BytesIO(data))))


HEADER, END = png_header(8, 8), (b"IEND", b"")
ROWS = bytes(9) * 8
WHOLE = png(ROWS, 8, 8)
BODY = zlib.compress(ROWS)


@pytest.mark.parametrize(
    "data",
    [
        png(ROWS[:-1], 8, 8),
        png(ROWS + b"\0", 8, 8),
        png(ROWS[:-9] + b"\5" + ROWS[-8:], 8, 8),
        png_of_chunks([HEADER, (b"IDAT", BODY[:-6]), END]),
        png_of_chunks([HEADER, (b"IDAT", b"no zlib" + BODY), END]),
        png_of_chunks([HEADER, (b"IDAT", BODY[:9]), (b"IDAT", BODY[9:]), END]),
        png_of_chunks([HEADER, (b"tRNS", b"\0\0"), (b"IDAT", BODY), END]),
        png(ROWS * 3, 8, 8, colour=2),
        png(ROWS, 4, 8, depth=16),
        png(bytes(65 * 65), 64, 65),
        png(bytes(8), 0, 8),
        WHOLE[:-12],
        WHOLE[:33],
        WHOLE[:8],
    ],
    ids=[
        "a pixel too few",
        "a byte too many",
        "a filter that there is not",
        "breaks off",
        "not compressed",
        "in two chunks",
        "transparent",
        "colour",
        "16 bits",
        "large",
        "empty",
        "no end",
        "no pixels",
        "no header",
    ],
)
def test_all_else_is_left_to_others(data: bytes) -> None:
    assert read_plain(WHOLE) is not None
    assert MOST_PIXELS < 64 * 65
    assert read_plain(data) is None
