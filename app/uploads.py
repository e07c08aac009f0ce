"""From a request's body to pictures' bytes, counted while they arrive."""

import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from app.body_budget import FREE_BYTES
from app.security.errors import TooSlow
from app.settings import Settings
from app.unpacking import unpack
from model.errors import BadRequest, TooLarge


@dataclass(frozen=True)
class Uploads:
    """The pictures of one request; `several` when they came as `files`, which is answered with a list."""

    pictures: tuple[bytes, ...]
    several: bool = False

    @property
    def single(self) -> bytes:
        """The one picture; raises BadRequest where a list came."""
        if self.several:
            raise BadRequest("this takes one picture, in a part named `file` or as the body itself; got a list `files`")
        return self.pictures[0]


async def read_uploads(request: Request, settings: Settings) -> Uploads:
    """The pictures of a multipart body (`file`, or `files` repeated), or the whole body as one picture.

    Raises:
        TooLarge: the body has more bytes than `max_upload_bytes`, or more files than `max_files`.
        BadRequest: a multipart body without `file` or `files`, or with both.
    """
    body = await read_body(request, settings)
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _read_parts(request, body, settings.max_files)
    return Uploads((body,))


async def read_body(request: Request, settings: Settings, limit: int | None = None) -> bytes:
    """The whole body, of at most `limit` bytes; by default `max_upload_bytes`.

    Raises:
        TooLarge: it has more; as soon as that is known.
        TooSlow: it takes longer than `body_timeout_seconds`.
        Overloaded: all requests' bodies together have more than `max_bodies_bytes`.
    """
    limit = limit or settings.max_upload_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(f"{int(declared):,}", limit)
    message = await _received(request)
    body: bytes = message.get("body", b"")
    if len(body) > limit:
        raise _too_large(f"more than {limit:,}", limit)
    _hold(request, len(body))
    return await _read_on(request, body, limit, settings.body_timeout_seconds) if message.get("more_body") else body


async def _read_on(request: Request, body: bytes, limit: int, within_s: float) -> bytes:
    """The body of which this has arrived so far. Messages come at least once a second, if need be without a byte."""
    deadline = time.monotonic() + within_s
    arrived, more = bytearray(body), True  # not a list: bytes in tiny pieces take many times their size
    while more:
        message = await _received(request)
        chunk, more = message.get("body", b""), message.get("more_body", False)
        if len(arrived) + len(chunk) > limit:
            raise _too_large(f"more than {limit:,}", limit)
        arrived += chunk
        _hold(request, len(arrived))
        if more and time.monotonic() > deadline:
            raise TooSlow(
                f"a request's body may take {within_s:g} s to arrive; {len(arrived):,} bytes of this one have. "
                "Send a smaller picture, or fewer at once"
            )
    return bytes(arrived)


async def unpack_body(request: Request, body: bytes) -> bytes:
    """What a compressed body holds, of at most `max_upload_bytes`.

    Raises:
        BadRequest, TooLarge: as `unpack`.
        Overloaded: as `read_body`, or too much is being worked on already.
    """
    service = request.state.service
    unpacked: bytes = await service.pool.run(unpack, body, service.settings.max_upload_bytes)
    _hold(request, len(unpacked))
    return unpacked


def _hold(request: Request, size: int) -> None:
    if size > FREE_BYTES:
        request.state.service.bodies.hold(request.scope["state"], size)


async def _received(request: Request) -> Message:
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


def _too_large(came: str, limit: int) -> TooLarge:
    return TooLarge(
        f"a request may have {limit:,} bytes; this one has {came}. Send a smaller picture, or fewer at once"
    )


class _Parts(MultiPartParser):
    """Takes any byte to text and back: a picture may come in a part without a file name, which is read as text."""

    def on_part_begin(self) -> None:
        """A part begins; whatever charset the client names, that of its text is Latin-1, which has all bytes."""
        self._charset = "latin-1"
        super().on_part_begin()


async def _read_parts(request: Request, body: bytes, max_files: int) -> Uploads:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _Parts(request.headers, stream(), max_files=max_files, max_fields=max_files, max_part_size=len(body))
    parser.spool_max_size = len(body)  # the body is in memory and bounded: no detour over a temporary file
    try:
        form = await parser.parse()
    except MultiPartException as error:
        if "Too many files" in error.message:
            raise TooLarge(f"a request may have {max_files} files; this one has more") from error
        raise BadRequest(f"the multipart body cannot be read: {error.message}") from error
    except HTTPException as error:
        raise BadRequest(f"the multipart body cannot be read: {error.detail}") from error
    names = sorted({name for name, _ in form.multi_items()})
    files = [await _content(part) for part in form.getlist("files")]
    one = [await _content(part) for part in form.getlist("file")]
    await form.close()
    if len(one) == 1 and not files:
        return Uploads((one[0],))
    if files and not one:
        return Uploads(tuple(files), several=True)
    raise BadRequest(
        "a multipart body must have one part named `file`, or parts named `files`, one for each picture; "
        f"this one has {len(one)} `file`, {len(files)} `files` (its parts: {', '.join(names)[:200] or 'none'})"
    )


async def _content(part: UploadFile | str) -> bytes:
    return await part.read() if isinstance(part, UploadFile) else part.encode("latin-1")
