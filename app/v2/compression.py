"""gzip and deflate: of requests by `Content-Encoding`, of answers to inference by `Accept-Encoding`."""

import zlib

from app.v2.errors import Unsupported

_WBITS = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_LEVEL = 1  # numbers hardly get smaller with more effort


def is_packed(encoding: str | None) -> bool:
    """Whether a body with that `Content-Encoding` is compressed; raises Unsupported where it is in another way."""
    encoding = (encoding or "identity").strip().lower()
    if encoding == "identity":
        return False
    if encoding not in _WBITS:
        raise Unsupported("Unsupported compression type")
    return True


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
