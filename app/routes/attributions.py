"""POST /attributions: what of a picture spoke for a digit, and what against it."""

import dataclasses
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Depends, Header, Query, Response

from app.arrays import npy
from app.dependencies import AskedDep
from app.inside.attributions import render_attribution
from app.inside.examples.attribution import ATTRIBUTION
from app.inside.subject import json_response, prepare, render_subject
from app.negotiation import JSON, NPY, PNG, choose
from app.openapi import PICTURE_BODY, binary, problems
from model.inside.attribution import MAX_STEPS, Attribution, integrated_gradients, occlusion, target_of
from model.inside.mosaic import COLOURS, draw
from model.versions.version import Frame, Version

router = APIRouter(tags=["look inside"])

Method = Literal["occlusion", "integrated-gradients"]


@dataclasses.dataclass(frozen=True)
class How:
    """How the map is made."""

    method: Annotated[Method, Query(description="how it is found out")] = "occlusion"
    target: Annotated[int | None, Query(ge=0, le=9999, description="the class asked about; the winner by default")] = (
        None
    )
    size: Annotated[int, Query(ge=1, le=256, description="occlusion: side of the square that is painted over")] = 4
    stride: Annotated[int, Query(ge=1, le=256, description="occlusion: pixels from one square to the next")] = 2
    fill: Annotated[int, Query(ge=0, le=255, description="occlusion: what is painted; 0 is paper, 255 ink")] = 0
    steps: Annotated[
        int, Query(ge=1, le=MAX_STEPS, description="integrated gradients: steps from the empty frame to this one")
    ] = 64


@router.post(
    "/attributions",
    summary="A heat map of what mattered",
    response_class=Response,
    responses={
        200: {
            "description": "A signed map in the frame's coordinates.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/AttributionMap"}, "example": ATTRIBUTION},
                NPY: binary("float32 (height, width) of the frame"),
                PNG: binary("the map over a legend; `X-Scale-Limit` is the value of full colour"),
            },
        },
        **problems(404, 406, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra=PICTURE_BODY,
)
async def attributions(
    asked: AskedDep,
    how: Annotated[How, Depends()],
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Positive where the ink spoke for the class, negative where it spoke against it; in units of its logit.

    `occlusion` paints squares over, with `fill=255` ink where there is none, and tells how far the logit falls;
    integrated gradients follow the gradient from an empty frame to this one, and add up to the difference of the logits
    (`completeness`). Grad-CAM is not offered: the last maps have 3x3 cells of 18 pixels, four apart, so that its heat
    map would be nine blurred blots.
    """
    chosen = choose(accept, (JSON, NPY, PNG))
    version = asked.served.version
    prepared = await prepare(asked)
    with asked.stages.timed("model"):
        found = await asked.service.pool.run(_attribute, version, prepared.normalised.frame, how)
    if chosen == NPY:
        return Response(npy(found.values.astype(np.float32)), media_type=NPY)
    if chosen == PNG:
        png, limit = await asked.service.pool.run(_draw, found, how.method, version.manifest.labels[found.target])
        return Response(png, media_type=PNG, headers={"X-Scale-Colours": COLOURS, "X-Scale-Limit": repr(limit)})
    body = render_attribution(found, version.manifest.labels, dataclasses.asdict(how))
    return json_response({**render_subject(asked, prepared), **body})


def _attribute(version: Version, frame: Frame, how: How) -> Attribution:
    target = target_of(version, frame, how.target)
    if how.method == "occlusion":
        return occlusion(version, frame, target, size=how.size, stride=how.stride, fill=how.fill)
    return integrated_gradients(version, frame, target, steps=how.steps)


def _draw(found: Attribution, method: str, label: str) -> tuple[bytes, float | None]:
    tiles = found.values.astype(np.float32)[np.newaxis]
    side = 12 * max(1, min(24, 336 // max(tiles.shape[1:]))) * max(tiles.shape[1:]) // 12
    mosaic = draw(tiles, title=f"{method.replace('-', ' ')} for {label}, in logits", scale="layer", side=side)
    return mosaic.png(), mosaic.limit
