"""GET /models/{version}/card/{name}: the plots of a version's card."""

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.responses import FileResponse

from app.dependencies import ServiceDep
from app.negotiation import PNG
from app.openapi import binary, problems
from app.routes.models import VersionNumber
from model.errors import NotFound

router = APIRouter(prefix="/models", tags=["models"])

_PLOT = re.compile(r"[a-z][a-z_-]*\.png")


@router.get(
    "/{version:int}/card/{name}",
    summary="A plot of a version's card",
    response_class=FileResponse,
    responses={200: {"description": "The plot.", "content": {PNG: binary("the plot")}}, **problems(404, 409, 422)},
)
async def plot(
    version: VersionNumber,
    name: Annotated[str, PathParameter(max_length=64, description="such as `confusion.png`")],
    service: ServiceDep,
) -> FileResponse:
    """`confusion.png`, `curves.png`, `filters.png` and `reliability.png`, where the version came with them."""
    service.store.get(version)
    folder: Path = service.store.folder / str(version) / "card"
    if not _PLOT.fullmatch(name) or not (folder / name).is_file():
        there = ", ".join(sorted(file.name for file in folder.glob("*.png"))) or "none"
        raise NotFound(f"the card of version {version} has no plot {name!r}; there are {there}")
    return FileResponse(folder / name, media_type=PNG, headers={"Cache-Control": "no-cache"})
