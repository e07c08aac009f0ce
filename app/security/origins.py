"""Pages of other origins: which of them may read answers (CORS), and which may change the rollout."""

import re
from typing import Any
from urllib.parse import urlsplit

from app.security.credentials import Headers

_ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def check_origin(text: str) -> str:
    """An origin as browsers send it.

    Raises:
        ValueError: it is none.
    """
    if _ORIGIN.fullmatch(text) is None:
        raise ValueError(
            f"{text!r} is no origin: give scheme, host and port as a browser sends them, such as "
            "https://lab.example.org, and several with commas between them; `*` is not taken"
        )
    return text


def cors(origins: tuple[str, ...]) -> dict[str, Any]:
    """What Starlette's CORS middleware is to be given.

    Credentials are never allowed: a page sends its key as a header, and what a browser keeps by itself stays its own.
    """
    return {
        "allow_origins": origins,
        "allow_credentials": False,
        "allow_methods": ("GET", "HEAD", "POST", "PUT", "DELETE"),
        "allow_headers": (
            "Authorization",
            "Content-Type",
            "Content-Encoding",
            "Inference-Header-Content-Length",
            "Traceparent",
            "Tracestate",
            "X-API-Key",
            "X-Request-ID",
            "X-Request-Timeout-Ms",
        ),
        "expose_headers": (
            "Inference-Header-Content-Length",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "Server-Timing",
            "X-Request-ID",
        ),
        "max_age": 600,
    }


def cors_headers(headers: Headers, origins: tuple[str, ...]) -> list[tuple[bytes, bytes]]:
    """What Starlette's middleware adds to an answer, for answers that it does not see."""
    origin = next((value for name, value in headers if name == b"origin"), b"")
    if origin.decode("latin-1") not in origins:
        return []
    exposed = ", ".join(cors(origins)["expose_headers"]).encode()
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", exposed),
        (b"vary", b"Origin"),
    ]


def is_own_page(headers: Headers, origins: tuple[str, ...], *, loopback_only: bool) -> bool:
    """Whether a request comes from no page at all, from one of this service, or from one of these origins.

    Browsers send with every request that may change something which page it comes from.

    Args:
        headers: the request's.
        origins: those that may do the same as our own page.
        loopback_only: whether this service has no other name than this machine's own; else a foreign name that was
            made to lead here (DNS rebinding) would pass for ours.
    """
    host = origin = None
    for name, value in headers:
        if name == b"origin":
            origin = value.decode("latin-1")
        elif name == b"host":
            host = value.decode("latin-1").lower()
    if origin is None or origin in origins:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:  # such as `http://[`
        return False
    return parts.netloc == host and (not loopback_only or parts.hostname in _LOOPBACK_NAMES)
