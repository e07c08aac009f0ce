"""The headers that every answer has, so that a browser takes it for nothing but what it is."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

PAGE = (*_EVERYWHERE, (_POLICY, _PAGE_POLICY))
DATA = (*_EVERYWHERE, (_POLICY, b"default-src 'none'; frame-ancestors 'none'"))

Headers = Iterable[tuple[bytes, bytes]]


def security_headers(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    """Those for an answer that has these headers already."""
    for name, value in headers:
        if name == b"content-type":
            return PAGE if value.startswith(b"text/html") else DATA
    return DATA


_CLOSE = (b"connection", b"close")


class SecurityHeaders:
    """Middleware that gives them to every answer, and ends the connection after one to a body that came too slowly."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                message["headers"] = [*headers, *security_headers(headers)]
                if message["status"] == 408:
                    message["headers"].append(_CLOSE)
            await send(message)

        await self._app(scope, receive, send_with_headers)
