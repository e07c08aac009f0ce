"""What the bytes of an upload say before any pixel is decoded: format, size, orientation, and whether a PNG is whole.

A content type is never believed; the first bytes are. Reading here costs microseconds and allocates nothing that
grows with the picture, so a decompression bomb is refused from its header alone.
"""

import struct
import zlib
from collections.abc import Iterator

from model.errors import NotAnImage

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_NETPBM_KINDS = b"123456fF"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0..15 but tables, reserved, arithmetic
_JPEG_SCAN = 0xDA
_SCAN_HEADER = b"\xff\xda"
_MAX_SCANS = 100
_JPEG_KEPT = 0xEE  # APP14: Adobe's colour transform, without which CMYK and YCCK come out wrong
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"})


def sniff(data: bytes) -> str | None:
    """Pillow's name of the format that the first bytes announce, or None."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        box = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
        brands = {box[i : i + 4] for i in range(0, len(box), 4)}
        if brands & _AVIF_BRANDS:
            return "AVIF"
        return "HEIF" if brands & _HEIF_BRANDS else None
    if data[:1] == b"P" and len(data) > 2 and data[1] in _NETPBM_KINDS and data[2:3].isspace():
        return "PPM"
    return None


def size_of(data: bytes) -> tuple[int, int] | None:
    """(width, height) as the header of a PNG, JPEG, GIF, BMP or WebP says, before orientation.

    None for any other format and for a header that is cut: a glance at a few bytes, not a verdict.
    """
    try:
        match sniff(data):
            case "PNG":
                return struct.unpack_from(">II", data, 16)
            case "GIF":
                return struct.unpack_from("<HH", data, 6)
            case "BMP":
                return _bmp_size(data)
            case "WEBP":
                return _webp_size(data)
            case "JPEG":
                return next((size for _, _, _, size in jpeg_segments(data) if size), None)
    except (struct.error, IndexError):
        pass
    return None


def _bmp_size(data: bytes) -> tuple[int, int]:
    if data[14] == 12:  # OS/2 1.x
        return struct.unpack_from("<HH", data, 18)
    width, height = struct.unpack_from("<ii", data, 18)
    return width, abs(height)  # a negative height means top row first


def _webp_size(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int, tuple[int, int] | None]]:
    """The marker segments before the first scan: (marker, start, end, size where it is a frame header)."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        size = None
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = width, height
        yield marker, at, end, size
        if marker == _JPEG_SCAN:
            return
        at = end


def lean_jpeg(data: bytes) -> tuple[bytes, int]:
    """The JPEG without metadata, and its EXIF orientation (1 to 8).

    Metadata is where hostile and merely odd files hide (EXIF of many megabytes, broken tags, embedded previews);
    the pixels need none of it. Raises NotAnImage for a progressive bomb: real files have about ten scans, and each
    costs a pass over the whole picture.
    """
    kept, turn, at = [data[:2]], 1, 2
    for marker, start, end, _ in jpeg_segments(data):
        if marker == 0xE1 and data[start + 4 : start + 10] == b"Exif\0\0":
            turn = orientation(data[start + 10 : end])
        if (0xE0 <= marker <= 0xEF and marker != _JPEG_KEPT) or marker == 0xFE:
            kept.append(data[at:start])
            at = end
    if data.count(_SCAN_HEADER, at) > _MAX_SCANS:
        raise NotAnImage(f"a JPEG with more than {_MAX_SCANS} scans was sent; save it anew and send that")
    kept.append(data[at:])
    return b"".join(kept), turn


def lean_png(data: bytes) -> tuple[bytes, int]:
    """The PNG with only the chunks that pixels need, and its EXIF orientation (1 to 8).

    Raises NotAnImage where a chunk's checksum is wrong, the end is missing, or the first chunk is not the only header:
    its size would not be what `size_of` tells. Compressed text and colour profiles, where small files can hide large
    ones, are left out unread.
    """
    kept, turn, at, plain = [data[:8]], 1, 8, True
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        kind = data[at + 4 : at + 8]
        if end > len(data):
            raise NotAnImage(f"a PNG was sent, but it breaks off after {len(data)} bytes; send the whole file")
        if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise NotAnImage("a PNG was sent, but its checksum is wrong: it was damaged on the way; send it again")
        if (kind == b"IHDR") != (at == 8):
            raise NotAnImage("a PNG was sent, but it does not begin with its one header; save it anew and send that")
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        else:
            plain = False
            if kind == b"eXIf":
                turn = orientation(data[at + 8 : end - 4])
        if kind == b"IEND":
            return (data if plain else b"".join(kept)), turn
        at = end


def orientation(exif: bytes) -> int:
    """The orientation tag (1 to 8) of an EXIF block; 1 where there is none or the block is damaged.

    CIPA DC-008 (EXIF 2.32), tag 274 of the first image directory.
    """
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, directory)
        for entry in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", exif, entry)
            if tag == 274 and kind == 3:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
