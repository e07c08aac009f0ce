"""An answer as the bytes that a connection sends, for requests that no application sees."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.security.headers import DATA


def raw_answer(status: int, media_type: str, body: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """From the status line to the body, with what every answer tells a browser; `more` are further headers."""
    headers = ((b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body)), *more, *DATA)
    return STATUS_LINE[status] + b"".join(b"%s: %s\r\n" % pair for pair in headers) + b"\r\n" + body
