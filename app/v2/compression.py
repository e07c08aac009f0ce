"""gzip and deflate: of requests by `Content-Encoding`, of answers to inference by `Accept-Encoding`."""

import zlib

from app.v2.errors import Unsupported
from model.errors import BadRequest, TooLarge

_EITHER_FORMAT = zlib.MAX_WBITS | 32  # gzip's or zlib's, told by the first bytes
_WBITS = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_MOST_MEMBERS = 16  # of a gzip file; each costs a copy of what is left
_BEHIND = "behind its first member is something that is no other"
_LEVEL = 1  # numbers hardly get smaller with more effort


def is_packed(encoding: str | None) -> bool:
    """Whether a body with that `Content-Encoding` is compressed; raises Unsupported where it is in another way."""
    encoding = (encoding or "identity").strip().lower()
    if encoding == "identity":
        return False
    if encoding not in _WBITS:
        raise Unsupported("Unsupported compression type")
    return True


def unpack(body: bytes, limit: int) -> bytes:
    """The bytes of a gzip or zlib stream.

    Raises:
        BadRequest: it is empty, damaged or cut off.
        TooLarge: there are more than `limit`; found out without unpacking them all.
    """
    if not body:
        raise BadRequest("nothing to be decompressed")
    parts: list[bytes] = []
    left, rest = limit, body
    while rest:
        if len(parts) == _MOST_MEMBERS:
            raise BadRequest(f"the body cannot be decompressed: it has more than {_MOST_MEMBERS} members")
        stream = zlib.decompressobj(_EITHER_FORMAT)
        try:
            parts.append(stream.decompress(rest, left + 1))
        except zlib.error as error:
            raise BadRequest(f"the body cannot be decompressed: {_BEHIND if parts else error}") from None
        left -= len(parts[-1])
        if left < 0:
            raise TooLarge(f"a request may have {limit:,} bytes, also once it is decompressed; this one has more")
        if not stream.eof:
            raise BadRequest(f"the body cannot be decompressed: {_BEHIND if len(parts) > 1 else 'it is cut off'}")
        rest = stream.unused_data
    return b"".join(parts)


def choose_encoding(accept: str | None) -> str | None:
    """Gzip or deflate, whichever `Accept-Encoding` likes better, the first named where both alike; None for neither."""
    best, best_quality = None, 0.0
    for part in (accept or "").split(","):
        name, _, parameter = part.strip().partition(";")
        name, quality = name.strip(), _quality(parameter)
        if name in (*_WBITS, "identity") and quality > best_quality:
            best, best_quality = name, quality
    return best if best in _WBITS else None


def pack(body: bytes, encoding: str) -> bytes:
    """The body as gzip or deflate."""
    stream = zlib.compressobj(_LEVEL, wbits=_WBITS[encoding])
    return stream.compress(body) + stream.flush()


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
