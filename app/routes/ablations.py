"""POST /ablations: what becomes of the answer when something is switched off."""

import dataclasses
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.dependencies import AskedDep
from app.inside.ablations import render_ablation, render_sweep
from app.inside.examples.ablation import ABLATION
from app.inside.subject import json_response, prepare, render_subject
from app.negotiation import JSON
from app.openapi import PICTURE_BODY, problems
from model.inside.ablation import ablate, parse_off, sweep
from model.inside.pixels import parse_patch

router = APIRouter(tags=["look inside"])


@dataclasses.dataclass(frozen=True)
class Off:
    """What is to be switched off."""

    off: Annotated[
        tuple[str, ...],
        Query(max_length=64, description="channels of a layer, such as `conv2d:0,5-9`; `conv2d` is all of them"),
    ] = ()
    patch: Annotated[
        tuple[str, ...],
        Query(max_length=64, description="`x,y,width,height` in pixels of the frame, to be painted over"),
    ] = ()
    fill: Annotated[int, Query(ge=0, le=255, description="what patches are painted with; 0 is paper, 255 ink")] = 0
    sweep: Annotated[str | None, Query(description="a layer whose channels are switched off one by one")] = None


@router.post(
    "/ablations",
    summary="Switch channels or a part of the picture off",
    response_class=Response,
    responses={
        200: {
            "description": "The probabilities before and after, by class.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/AblationAnswer"}, "example": ABLATION}},
        },
        **problems(404, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra=PICTURE_BODY,
)
async def ablations(asked: AskedDep, given: Annotated[Off, Depends()]) -> Response:
    """`off` and `patch` may be repeated, and all of it is switched off at once. Without either, before is after.

    With `sweep`, each channel of a layer is switched off alone, and the answer tells which ones the winner lives by.
    """
    version, pool = asked.served.version, asked.service.pool
    off = parse_off(version.manifest, given.off)
    patches = [parse_patch(text, version.manifest.input_shape, given.fill) for text in given.patch]
    prepared = await prepare(asked)
    frame = prepared.normalised.frame
    with asked.stages.timed("model"):
        found = await pool.run(ablate, version, frame, off, patches)
        swept = None if given.sweep is None else await pool.run(sweep, version, frame, given.sweep)
    body = render_ablation(found, version.manifest.labels)
    return json_response({**render_subject(asked, prepared), **body, "sweep": render_sweep(swept, found.before)})
