"""GET /layers/{layer}/top-patches: what each unit of a layer looks for."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from app.dependencies import LayerName, ServedDep, ServiceDep
from app.inside.examples.top_patches import TOP_PATCHES
from app.inside.subject import json_response
from app.inside.top_patches import render_top_patches
from app.negotiation import JSON, PNG, choose
from app.openapi import binary, problems
from model.inside.feature_maps import parse_channels
from model.inside.layers import find
from model.inside.patch_sheet import draw_patches
from model.inside.top_patches import TopPatches

router = APIRouter(tags=["look inside"])


@router.get(
    "/layers/{layer}/top-patches",
    summary="What each unit looks for",
    response_class=Response,
    responses={
        200: {
            "description": "The nine training patches that excite each unit most, and which classes it answers to.",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/TopPatchesAnswer"}, "example": TOP_PATCHES},
                PNG: binary("a sheet of the patches: a row for each unit, its strongest patch first"),
            },
        },
        **problems(404, 406, 409, 422, 500, 503, 504),
    },
)
async def top_patches(
    layer: LayerName,
    served: ServedDep,
    service: ServiceDep,
    channels: Annotated[str | None, Query(description="channels such as `0,5-9`; all by default")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Of convolutional layers patches, of Dense layers whole frames; from the reader's own MNIST.

    They do not travel with a version. Where they are missing, the 404 says how to make them.
    """
    chosen = choose(accept, (JSON, PNG))
    facts = find(served.version.layers, layer)
    units = parse_channels(channels, layer, facts.output_shape[-1] or 1)
    folder: Path = service.store.folder / str(served.number)
    found = (await service.pool.run(TopPatches.read, folder, layer)).at(units)
    if chosen == PNG:
        return Response(await service.pool.run(draw_patches, found, units, layer), media_type=PNG)
    model = {"name": service.store.name, "version": str(served.number)}
    labels = served.version.manifest.labels
    body = await service.pool.run(render_top_patches, found, units, labels)
    return json_response({"model": model, "layer": layer, **body})
