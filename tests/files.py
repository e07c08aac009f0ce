"""Pictures as the files that people send, and as the files that they should not send."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.strokes import draw

Pixels = NDArray[np.uint8]


def written(digit: int, *, seed: int = 0, side: int = 160) -> Pixels:
    """A digit in dark ink on a white sheet, uint8 (height, width)."""
    ink = draw(digit, np.random.default_rng([seed, digit]), side=side)
    return np.asarray(255 - 235 * np.pad(ink, side // 3), np.uint8)


def encode(pixels: Pixels, kind: str = "PNG") -> bytes:
    """Pixels as a file of one of Pillow's kinds."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def digit_png(digit: int, *, seed: int = 0) -> bytes:
    return encode(written(digit, seed=seed))


def blank_png(side: int = 100) -> bytes:
    """A sheet that nobody has written on."""
    return encode(np.full((side, side), 255, np.uint8))


def png_of_chunks(chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A PNG put together from (type, data) chunks, with right checksums."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in chunks:
        parts.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return b"".join(parts)


def png_header(width: int, height: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)


def png_bomb(width: int, height: int) -> bytes:
    """A small file of a huge black picture."""
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    packed = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    return png_of_chunks([png_header(width, height), (b"IDAT", packed), (b"IEND", b"")])


def changed_byte(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
