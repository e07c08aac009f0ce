"""Pictures as the files that people send, and as the files that they should not send."""

import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from tests.strokes import draw

Pixels = NDArray[np.uint8]


def written(digit: int, *, seed: int = 0, side: int = 160) -> Pixels:
    """A digit in dark ink on a white sheet, uint8 (height, width)."""
    ink = draw(digit, np.random.default_rng([seed, digit]), side=side)
    return np.asarray(255 - 235 * np.pad(ink, side // 3), np.uint8)


def encode(picture: Pixels | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A picture as a file of one of Pillow's kinds, or as HEIF."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = BytesIO()
    (pillow_heif.from_pillow(image) if kind == "HEIF" else image).save(buffer, format=kind, **options)
    return buffer.getvalue()


def digit_png(digit: int, *, seed: int = 0) -> bytes:
    return encode(written(digit, seed=seed))


def blank_png(side: int = 100) -> bytes:
    """A sheet that nobody has written on."""
    return encode(np.full((side, side), 255, np.uint8))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG's chunk, with the right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_chunks(chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A PNG put together from (type, data) chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def png_header(width: int, height: int, depth: int = 8, colour: int = 0) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)


def packed(row: bytes, times: int) -> bytes:
    """The pixels of a PNG whose rows are all the same."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(row) for _ in range(times)]) + packer.flush()


def png_bomb(width: int, height: int) -> bytes:
    """A small file of a huge black picture."""
    return png_of_chunks([png_header(width, height), (b"IDAT", packed(bytes(width + 1), height)), (b"IEND", b"")])


def png_behind(*first: tuple[bytes, bytes]) -> bytes:
    """A PNG of 100 megapixels in 12 kB, with these chunks before its header."""
    pixels = packed(bytes(1251), 10_000)
    return png_of_chunks([*first, png_header(10_000, 10_000, depth=1), (b"IDAT", pixels), (b"IEND", b"")])


def gif_beyond_its_screen() -> bytes:
    """A GIF of 28x28 pixels by its header, whose first picture has 16 megapixels; 12 kB."""
    data = encode(np.zeros((4000, 4000), np.uint8), "GIF")
    return data[:6] + struct.pack("<HH", 28, 28) + data[10:]


def jpeg_of_two_frames() -> bytes:
    """A JPEG whose first frame header tells of 28x28 pixels, its second of 100 megapixels."""
    data = encode(np.zeros((28, 28), np.uint8), "JPEG")
    start = data.index(b"\xff\xc0")
    end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    second = data[start : start + 5] + struct.pack(">HH", 10_000, 10_000) + data[start + 9 : end]
    return data[:end] + second + data[end:]


# Small files that a glance at their first bytes takes for a picture of 28x28 pixels.
LARGER_THAN_TOLD: dict[str, Callable[[], bytes]] = {
    "PNG that begins with a text": lambda: png_behind((b"tEXt", struct.pack(">II", 28, 28))),
    "PNG of two headers": lambda: png_behind(png_header(28, 28)),
    "GIF larger than its screen": gif_beyond_its_screen,
    "JPEG of two frames": jpeg_of_two_frames,
}


def changed_byte(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
