"""POST /comparisons: two pictures in the same network, map by map."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Header, Query, Response

from app.arrays import npz
from app.dependencies import AskedDep
from app.inside.comparisons import render_comparison
from app.inside.examples.comparison import COMPARISON
from app.inside.subject import json_response, prepare
from app.negotiation import JSON, NPZ, PNG, choose
from app.openapi import TWO_PICTURES_BODY, binary, problems
from model.errors import BadRequest
from model.inside.comparison import THRESHOLD, Comparison, compare
from model.inside.feature_maps import draw_maps, largest_magnitude
from model.inside.layers import find
from model.inside.mosaic import COLOURS

router = APIRouter(tags=["look inside"])


@router.post(
    "/comparisons",
    summary="Where two pictures part",
    response_class=Response,
    responses={
        200: {
            "description": "How far the two are from each other in each layer, and the first where they part for good.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/ComparisonAnswer"}, "example": COMPARISON},
                NPZ: binary("each layer's values for the first picture less those for the second"),
                PNG: binary("those differences as a mosaic over a legend"),
            },
        },
        **problems(404, 406, 409, 413, 415, 422, 500, 503, 504),
    },
    openapi_extra=TWO_PICTURES_BODY,
)
async def comparisons(
    asked: AskedDep,
    threshold: Annotated[
        float, Query(ge=0, le=1, description="the distance from which on they have parted")
    ] = THRESHOLD,
    layer: Annotated[str | None, Query(description="one layer alone, with its differences in the JSON")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The distance of a layer is ||a - b|| / (||a|| + ||b||): 0 for the same values, 1 where nothing is in common.

    They part at the first layer from which on all distances are at least the threshold; `parting` is null where the
    last one is below it.
    """
    chosen = choose(accept, (JSON, NPZ, PNG))
    version, uploads = asked.served.version, asked.uploads
    if not uploads.several or len(uploads.pictures) != 2:
        raise BadRequest(f"this takes two pictures, in parts named `files`; got {len(uploads.pictures)}")
    if layer is not None:
        find(version.layers, layer)
    pictures = await asyncio.gather(*(prepare(asked, data) for data in uploads.pictures))
    first, second = (prepared.normalised.frame for prepared in pictures)
    with asked.stages.timed("model"):
        found = await asked.service.pool.run(compare, version, first, second, threshold=threshold)
    if chosen == JSON:
        scores = await asked.service.pool.run(version.score, [first, second])
        return json_response(render_comparison(asked, found, pictures, scores, layer))
    differences = _differences(found, layer)
    if chosen == NPZ:
        return Response(npz(differences), media_type=NPZ)
    png = await asked.service.pool.run(_draw, differences)
    return Response(png, media_type=PNG, headers={"X-Scale-Colours": COLOURS})


def _differences(found: Comparison, layer: str | None) -> dict[str, Any]:
    return {name: found.first[name] - found.second[name] for name in found.first if layer is None or name == layer}


def _draw(differences: Mapping[str, Any]) -> bytes:
    channels = {name: list(range(values.shape[-1])) for name, values in differences.items()}
    limit = largest_magnitude({name: np.asarray(values) for name, values in differences.items()})
    return draw_maps(differences, channels, limit=limit, scale="layer", upsample="nearest", size=None).png()
