"""/v2/repository: the model repository extension of the Open Inference Protocol."""

from fastapi import APIRouter, Request, Response

from app.negotiation import JSON
from app.security.json_bounds import SMALL_BYTES
from app.uploads import read_body
from app.v2 import repository
from app.v2.addressing import require_model, service_of
from app.v2.errors import Unsupported, V2Route
from app.v2.json_answers import json_answer
from app.v2.openapi import answers, empty, json_body, takes
from app.v2.schemas import IndexedVersion, IndexRequest, LoadRequest, UnloadRequest
from model.errors import NotFound

router = APIRouter(tags=["Open Inference Protocol"], route_class=V2Route)

_REPOSITORY = "/v2/repository"
_NAMED = "/v2/repository/{repository}"
_OF_MODEL = "/models/{model}"


@router.post(
    f"{_REPOSITORY}/index",
    summary="The versions and their states",
    response_class=Response,
    responses=answers(list[IndexedVersion], 400, 413),
    openapi_extra=takes("", body=json_body(IndexRequest, "May be left out.")),
)
async def index(request: Request) -> Response:
    """Those of the model folder and those that are loaded."""
    return json_answer(repository.repository_index(service_of(request), await _body(request)))


@router.post(
    f"{_REPOSITORY}{_OF_MODEL}/load",
    summary="Load the model",
    response_class=Response,
    responses=empty("The newest version that is wanted is loaded.", 400, 404, 409, 413),
    openapi_extra=takes(_OF_MODEL, body=json_body(LoadRequest, "May be left out.")),
)
async def load(request: Request) -> Response:
    """Loads what the rollout wants, after an unload or as it is in the folder now."""
    name, service, body = request.path_params["model"], service_of(request), await _body(request)
    if name != service.store.name:
        raise NotFound(f"failed to load '{name}', failed to poll from model repository")
    await repository.load(service, body)
    return Response(media_type=JSON)


@router.post(
    f"{_REPOSITORY}{_OF_MODEL}/unload",
    summary="Unload the model",
    response_class=Response,
    responses=empty("No version answers new requests any more.", 400, 404, 409, 413),
    openapi_extra=takes(_OF_MODEL, body=json_body(UnloadRequest, "May be left out.")),
)
async def unload(request: Request) -> Response:
    """Unloads every version, in all worker processes within a poll; requests in flight are finished."""
    require_model(request)
    await repository.unload(service_of(request), await _body(request))
    return Response(media_type=JSON)


@router.post(f"{_NAMED}/index", include_in_schema=False)
@router.post(f"{_NAMED}{_OF_MODEL}/load", include_in_schema=False)
@router.post(f"{_NAMED}{_OF_MODEL}/unload", include_in_schema=False)
async def named_repository(_: Request) -> Response:
    """There is one repository, and it has no name."""
    raise Unsupported("'repository_name' specification is not supported")


async def _body(request: Request) -> bytes:
    return await read_body(request, service_of(request).settings, SMALL_BYTES)
