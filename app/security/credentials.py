"""The API keys that a request presents, wherever its client could put one."""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Iterator

Headers = Iterable[tuple[bytes, bytes]]


def presented(headers: Headers) -> Iterator[bytes]:
    """Each key: `Authorization: Bearer KEY`, `X-API-Key: KEY`, and the password of HTTP Basic, whatever the user name.

    Basic is there for browsers, which ask their user for it and then send it with all that a page loads.
    """
    for name, value in headers:
        if name == b"authorization":
            scheme, _, rest = value.partition(b" ")
            scheme = scheme.lower()
            if scheme == b"bearer":
                yield rest.strip()
            elif scheme == b"basic":
                yield from _password(rest.strip())
        elif name == b"x-api-key":
            yield value.strip()


def _password(encoded: bytes) -> Iterator[bytes]:
    try:
        _, colon, password = b64decode(encoded, validate=True).partition(b":")
    except binascii.Error:
        return
    if colon:
        yield password
