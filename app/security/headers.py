"""The headers that every answer has, so that a browser takes it for nothing but what it is."""

from collections.abc import Iterable

_EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# A page loads what comes from this service, shows pictures that it has made itself, and is framed by nobody.
_PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    b"connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_POLICY = b"content-security-policy"

_CLOSE = (b"connection", b"close")

PAGE = (*_EVERYWHERE, (_POLICY, _PAGE_POLICY))
DATA = (*_EVERYWHERE, (_POLICY, b"default-src 'none'; frame-ancestors 'none'"))
_GIVEN_UP = (*DATA, _CLOSE)  # the rest of a body that came too slowly is not waited for

Headers = Iterable[tuple[bytes, bytes]]


def security_headers(status: int, headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    """Those for an answer with this status that has these headers already."""
    if status == 408:
        return _GIVEN_UP
    if status == 304:  # what it says takes the place of what the browser has kept, and that has its policy
        return _EVERYWHERE
    for name, value in headers:
        if name == b"content-type":
            return PAGE if value.startswith(b"text/html") else DATA
    return DATA
