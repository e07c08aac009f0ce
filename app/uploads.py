"""From a request's body to pictures' bytes, counted while they arrive."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from app.settings import Settings
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
    body = await read_body(request, settings.max_upload_bytes)
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _read_parts(request, body, settings.max_files)
    return Uploads((body,))


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; raises TooLarge beyond `limit` bytes, as soon as that is known."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(f"{int(declared):,}", limit)
    chunks, total = [], 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > limit:
            raise _too_large(f"more than {limit:,}", limit)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(came: str, limit: int) -> TooLarge:
    return TooLarge(
        f"a request may have {limit:,} bytes; this one has {came}. Send a smaller picture, or fewer at once"
    )


async def _read_parts(request: Request, body: bytes, max_files: int) -> Uploads:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    # Latin-1 takes any byte to text and back: a picture may come in a part without a file name, which is read as text.
    headers = Headers({"content-type": request.headers["content-type"] + "; charset=latin-1"})
    parser = MultiPartParser(headers, stream(), max_files=max_files, max_fields=max_files, max_part_size=len(body))
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
