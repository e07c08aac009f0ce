"""POST /feature-maps: what every layer makes of a picture."""

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Header, Query, Response
from numpy.typing import NDArray

from app.arrays import npy, npz
from app.dependencies import Asked, AskedDep, LayerName
from app.inside.subject import json_response, prepare, render_subject
from app.negotiation import JSON, NPY, NPZ, PNG, choose
from app.openapi import PICTURE_BODY, binary, problems
from model.inside.feature_maps import draw_maps, largest_magnitude, parse_channels, statistics
from model.inside.layers import find
from model.inside.mosaic import COLOURS, Scale, Upsample
from model.intake import Prepared

router = APIRouter(tags=["look inside"])

Accept = Annotated[str | None, Header(include_in_schema=False)]
Maps = Mapping[str, NDArray[np.float32]]

_JSON_200 = {JSON: {"schema": {"$ref": "#/components/schemas/FeatureMaps"}}}
_PNG_200 = {PNG: binary("a mosaic of the maps over a legend; `X-Scale-Limit` is the value of full colour")}
_PROBLEMS = problems(404, 406, 409, 413, 415, 422, 500, 503, 504)


@dataclasses.dataclass(frozen=True)
class View:
    """How the maps are to be shown."""

    pre_activation: Annotated[bool, Query(description="the values before each activation function")] = False
    channels: Annotated[str | None, Query(description="channels such as `0,5-9`; all by default")] = None
    values: Annotated[bool, Query(description="JSON with every value, not only the statistics")] = False
    scale: Annotated[Scale, Query(description="PNG: what shares one colour scale, anchored at zero")] = "layer"
    upsample: Annotated[Upsample, Query(description="PNG: how a map is enlarged")] = "nearest"
    size: Annotated[int | None, Query(ge=1, le=512, description="PNG: pixels of a map's longer side")] = None


ViewDep = Annotated[View, Depends()]


@router.post(
    "/feature-maps",
    summary="Every layer's feature maps for a picture",
    response_class=Response,
    responses={
        200: {
            "description": "The layers in order, all from one forward pass.",
            "content": _JSON_200 | {NPZ: binary("every layer's array under its name")} | _PNG_200,
        },
        **_PROBLEMS,
    },
    openapi_extra=PICTURE_BODY,
)
async def all_feature_maps(
    asked: AskedDep,
    view: ViewDep,
    accept: Accept = None,
) -> Response:
    """Each channel with its range, mean, standard deviation and share of zeros; flat and dead ones marked."""
    chosen = choose(accept, (JSON, NPZ, PNG))
    prepared, maps = await _compute(asked, view)
    if chosen == NPZ:
        return Response(npz(_select(maps, view)), media_type=NPZ)
    if chosen == PNG:
        return await _png(asked, maps, maps, view)
    return _json(asked, maps, view, prepared)


@router.post(
    "/feature-maps/{layer}",
    summary="One layer's feature maps for a picture",
    response_class=Response,
    responses={
        200: {
            "description": "The layer's maps.",
            "content": _JSON_200 | {NPY: binary("float32 (height, width, channels), or (units,)")} | _PNG_200,
        },
        **_PROBLEMS,
    },
    openapi_extra=PICTURE_BODY,
)
async def feature_maps(
    layer: LayerName,
    asked: AskedDep,
    view: ViewDep,
    accept: Accept = None,
) -> Response:
    """As for all layers, of one."""
    chosen = choose(accept, (JSON, NPY, PNG))
    find(asked.served.version.layers, layer)
    prepared, maps = await _compute(asked, view)
    one = {layer: maps[layer]}
    if chosen == NPY:
        return Response(npy(_select(one, view)[layer]), media_type=NPY)
    if chosen == PNG:
        return await _png(asked, one, maps, view)
    return _json(asked, one, view, prepared)


async def _compute(asked: Asked, view: View) -> tuple[Prepared, Maps]:
    """Every layer's maps, from one forward pass."""
    version = asked.served.version
    prepared = await prepare(asked)
    frame = prepared.normalised.frame
    with asked.stages.timed("model"):
        maps = await asked.service.pool.run(version.feature_maps, frame, pre_activation=view.pre_activation)
    return prepared, maps


def _channels(maps: Maps, view: View) -> dict[str, list[int]]:
    return {name: parse_channels(view.channels, name, values.shape[-1]) for name, values in maps.items()}


def _select(maps: Maps, view: View) -> dict[str, NDArray[np.float32]]:
    return {name: maps[name][..., channels] for name, channels in _channels(maps, view).items()}


def _json(asked: Asked, maps: Maps, view: View, prepared: Prepared) -> Response:
    layers: list[dict[str, Any]] = [
        {
            "layer": name,
            "shape": maps[name].shape,
            "pre_activation": view.pre_activation,
            "channels": statistics(maps[name], channels),
            **({"values": np.ascontiguousarray(maps[name][..., channels])} if view.values else {}),
        }
        for name, channels in _channels(maps, view).items()
    ]
    return json_response({**render_subject(asked, prepared), "layers": layers})


async def _png(asked: Asked, maps: Maps, network: Maps, view: View) -> Response:
    limit = largest_magnitude(network)
    pool = asked.service.pool
    with asked.stages.timed("draw"):
        mosaic = await pool.run(
            draw_maps,
            maps,
            _channels(maps, view),
            limit=limit,
            scale=view.scale,
            upsample=view.upsample,
            size=view.size,
        )
        png = await pool.run(mosaic.png)
    headers = {"X-Scale": view.scale, "X-Scale-Colours": COLOURS, "X-Upsample": view.upsample}
    if mosaic.limit is not None:
        headers["X-Scale-Limit"] = repr(mosaic.limit)
    return Response(png, media_type=PNG, headers=headers)
