"""GET /docs: the OpenAPI to browse and try, all from this service; GET /problems: what each problem means."""

import inspect
from pathlib import Path
from typing import Annotated, Any

import fastapi_swagger
from fastapi import APIRouter, HTTPException
from fastapi import Path as PathParameter
from starlette.responses import FileResponse, HTMLResponse, Response

from app.errors import STATUS

router = APIRouter(include_in_schema=False)

_ASSETS = Path(fastapi_swagger.__file__).parent / "resources"
_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Digitscope: the interface</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
});
"""


@router.get("/docs")
async def docs() -> HTMLResponse:
    return HTMLResponse(_PAGE)


@router.get("/docs/start.js")
async def start() -> Response:
    return Response(_START, media_type="text/javascript")


@router.get("/docs/{name}")
async def asset(name: str) -> FileResponse:
    if name not in _FILES:
        raise HTTPException(404)
    return FileResponse(_ASSETS / name, media_type=_FILES[name], headers={"Cache-Control": "max-age=86400"})


@router.get("/problems/{kind}")
async def problem(kind: Annotated[str, PathParameter(max_length=64)]) -> dict[str, Any]:
    for error, (status, name, title) in STATUS.items():
        if name == kind:
            return {"type": f"/problems/{kind}", "title": title, "status": status, "meaning": inspect.getdoc(error)}
    raise HTTPException(
        404, f"there is no problem {kind!r}; there are {', '.join(name for _, name, _ in STATUS.values())}"
    )
