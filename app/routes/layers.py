"""GET /summary and /layers: what the network is made of."""

import dataclasses
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Response

from app.arrays import npy
from app.dependencies import LayerName, ServedDep, ServiceDep
from app.negotiation import HTML, JSON, NPY, PNG, TEXT, choose
from app.openapi import binary, problems
from app.schemas import Layer, Layers, Summary
from model.errors import BadRequest
from model.inside.feature_maps import parse_channels
from model.inside.kernels import draw_kernels
from model.inside.layers import find
from model.inside.masks import maskable
from model.inside.summary import as_html, as_text, summarise
from model.inside.units.rules import explainable

router = APIRouter(tags=["look inside"])

Accept = Annotated[str | None, Header(include_in_schema=False)]


@router.get(
    "/summary",
    summary="The network's summary table",
    response_class=Response,
    responses={
        200: {
            "description": "Keras's table as text, or the same as HTML or JSON, by `Accept`.",
            "content": {
                TEXT: {"schema": {"type": "string"}},
                HTML: {"schema": {"type": "string"}},
                JSON: {"schema": {"$ref": "#/components/schemas/Summary"}},
            },
        },
        **problems(404, 406, 422),
    },
)
async def summary(
    served: ServedDep,
    accept: Accept = None,
    until: Annotated[str | None, Query(description="the network up to and including this layer")] = None,
) -> Response:
    """As Keras prints it for the uncompiled model at 80 columns."""
    chosen = choose(accept, (TEXT, JSON, HTML))
    table = summarise(served.version.manifest, until)
    if chosen == TEXT:
        return Response(as_text(table), media_type=TEXT)
    if chosen == HTML:
        return Response(as_html(table), media_type=HTML)
    return Response(Summary.model_validate(table).model_dump_json(by_alias=True), media_type=JSON)


@router.get("/layers", summary="Every layer, in order", responses=problems(404, 422))
async def layers(served: ServedDep, service: ServiceDep) -> Layers:
    """Shapes, parameters, multiply-adds, kernel, stride, padding and receptive field of each layer."""
    manifest, described = served.version.manifest, served.version.layers
    return Layers.model_validate(
        {
            "model": {"name": service.store.name, "version": str(served.version.number)},
            "input_shape": manifest.input_shape,
            "classes": manifest.labels,
            "parameters": manifest.parameters,
            "multiply_adds": sum(layer.multiply_adds for layer in described),
            "layers": [dataclasses.asdict(layer) for layer in described],
            "explainable": explainable(manifest),
            "maskable": maskable(manifest),
        }
    )


@router.get("/layers/{layer}", summary="One layer", responses=problems(404, 422))
async def layer(layer: LayerName, served: ServedDep) -> Layer:
    return Layer.model_validate(find(served.version.layers, layer))


@router.get(
    "/layers/{layer}/filters",
    summary="A layer's weights",
    response_class=Response,
    responses={
        200: {
            "description": "As JSON, as a NumPy file of one weight, or drawn, by `Accept`.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/Filters"}},
                NPY: binary("one weight, float32"),
                PNG: binary("the kernels: a row for each input channel, a column for each filter"),
            },
        },
        **problems(404, 406, 422, 500, 503),
    },
)
async def filters(
    layer: LayerName,
    served: ServedDep,
    service: ServiceDep,
    accept: Accept = None,
    weight: Annotated[str, Query(description="which weight a `.npy` or PNG shows")] = "kernel",
    channels: Annotated[str | None, Query(description="filters to draw, such as `0,5-9`; all by default")] = None,
) -> Response:
    """The kernel and bias of a convolution or Dense layer, by Keras's names and in Keras's order of axes."""
    chosen = choose(accept, (JSON, NPY, PNG))
    weights = served.version.weights(layer)
    if chosen == JSON:
        content: dict[str, Any] = {name: {"shape": value.shape, "values": value} for name, value in weights.items()}
        body = {"layer": layer, "weights": content}
        return Response(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), media_type=JSON)
    if weight not in weights:
        raise BadRequest(f"layer {layer!r} has no weight {weight!r}; it has {', '.join(weights)}")
    values = weights[weight][..., parse_channels(channels, layer, weights[weight].shape[-1])]
    if chosen == NPY:
        return Response(npy(values), media_type=NPY)
    mosaic = await service.pool.run(draw_kernels, values, title=f"{layer}/{weight} {weights[weight].shape}")
    return Response(mosaic.png(), media_type=PNG)
