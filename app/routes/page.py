"""GET /: the page, and the files that it is made of."""

import hashlib
import re
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi import Path as PathParameter
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).parent.parent / "page"
MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# What a part may be called: nothing else in the file system is looked at.
_PART = re.compile(r"(?:[a-z-]+/)*[a-z-]+(?:\.html|\.css|\.js|\.svg)")


@router.api_route("/", methods=["GET", "HEAD"])
async def page(request: Request, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    return _answer(request, "index.html", if_none_match)


@router.api_route("/page/{name:path}", methods=["GET", "HEAD"])
async def part(
    request: Request,
    name: Annotated[str, PathParameter(max_length=200)],
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    if not _PART.fullmatch(name) or not (FOLDER / name).is_file():
        raise HTTPException(404, f"the page has no part {name!r}")
    return _answer(request, name, if_none_match)


def _answer(request: Request, name: str, if_none_match: str | None) -> Response:
    """The file, or that the browser's own copy of it is still the same: asked each time, it is never out of date."""
    body, tag, modified = _read(name, (FOLDER / name).stat().st_mtime_ns)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Last-Modified": modified}
    if if_none_match is not None and tag in (each.strip().removeprefix("W/") for each in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES[Path(name).suffix]
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Length": str(len(body))}, media_type=media_type)
    return Response(body, headers=headers, media_type=media_type)


@lru_cache(maxsize=256)
def _read(name: str, changed_ns: int) -> tuple[bytes, str, str]:
    """A file's bytes, its tag and its time."""
    body = (FOLDER / name).read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"', formatdate(changed_ns / 1e9, usegmt=True)
