"""POST /read: every digit of a page, in reading order."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Response

from app.dependencies import AskedDep
from app.examples import PAGES
from app.negotiation import JSON, PNG, choose
from app.openapi import PICTURE_BODY, binary, problems
from app.pages import render_page
from model.page.overlay import draw_overlay
from model.page.reader import PageReader

router = APIRouter(tags=["read"])


@router.post(
    "/read",
    summary="Read every digit on a page",
    response_class=Response,
    responses={
        200: {
            "description": "The digits, line by line; or the page with them drawn over it, by `Accept`.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/PageText"}, "examples": PAGES},
                PNG: binary("the page, at most 1600 px wide or high; doubtful digits have a dashed box and a `?`"),
            },
        },
        **problems(404, 406, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra=PICTURE_BODY,
)
async def read(asked: AskedDep, accept: Annotated[str | None, Header(include_in_schema=False)] = None) -> Response:
    """A page, a form's line or a drawing with several digits: lines from top to bottom, each from left to right.

    What is no digit is passed over. A page without digits is an answer, too: `text` is empty and `reason` says why.
    """
    chosen = choose(accept, (JSON, PNG))
    service = asked.service
    reader = PageReader(service.pool, max_pixels=service.settings.max_pixels)
    reading = await reader.read(asked.uploads.single, asked.served, asked.stages)
    if chosen == PNG:
        with asked.stages.timed("draw"):
            png = await service.pool.run(draw_overlay, reading)
        return Response(png, media_type=PNG)
    return Response(orjson.dumps(render_page(reading, service.store.name)), media_type=JSON)
