"""POST /units: one unit's arithmetic, exactly."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.dependencies import AskedDep, LayerName
from app.inside.examples.unit import UNIT
from app.inside.explanations import render_explanation
from app.inside.subject import json_response, prepare, render_subject
from app.negotiation import JSON
from app.openapi import PICTURE_BODY, problems
from model.inside.activity import Activity
from model.inside.explanation import Explanation, explain
from model.inside.index import parse_index
from model.inside.layers import find
from model.versions.version import Frame, Version

router = APIRouter(tags=["look inside"])

UnitIndex = Annotated[str, Path(description="`row,column,channel`, or one number in the order in which Flatten counts")]
Top = Annotated[int, Query(ge=0, le=4096, description="contributions in full; all are ranked")]


@router.post(
    "/units/{layer}/{index}",
    summary="One unit, worked out",
    response_class=Response,
    responses={
        200: {
            "description": "What comes in, what it is multiplied with, the sum, the bias and the activation.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/UnitExplanation"}, "example": UNIT}},
        },
        **problems(404, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra=PICTURE_BODY,
)
async def unit(layer: LayerName, index: UnitIndex, asked: AskedDep, top: Top = 8) -> Response:
    """Every unit has one form: activation(sum of inputs x weights + bias).

    The sum is worked out in float64 from the network's own float32 values, and agrees with TensorFlow's within 1e-5 of
    the terms' magnitudes. `GET /layers` lists the layers that can be explained.
    """
    version = asked.served.version
    shape = [side or 1 for side in find(version.layers, layer).output_shape]
    place = parse_index(index, layer, shape)
    prepared = await prepare(asked)
    with asked.stages.timed("model"):
        found = await asked.service.pool.run(_explain, version, prepared.normalised.frame, layer, place)
    body = render_explanation(found, version.manifest.labels, top)
    return json_response({**render_subject(asked, prepared), **body})


def _explain(version: Version, frame: Frame, layer: str, index: tuple[int, ...]) -> Explanation:
    return explain(Activity.of(version, frame, layer), layer, index)
