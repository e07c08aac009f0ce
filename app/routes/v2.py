"""/v2: the Open Inference Protocol, as Triton speaks it. Thin: the stages are in `app/v2/`."""

import time

import orjson
from fastapi import APIRouter, Request, Response

from app.lifespan import Service
from app.negotiation import JSON
from app.uploads import read_body
from app.v2 import metadata, repository
from app.v2.addressing import find_served, read_version, require_model
from app.v2.answering import answer, read
from app.v2.errors import Unsupported, V2Route
from app.v2.inference import Asked
from app.v2.openapi import INFER_BODY, INFER_RESPONSES, answers, empty, json_body, takes
from app.v2.routing import of_model, refuse_the_rest
from app.v2.schemas import (
    IndexedVersion,
    IndexRequest,
    LoadRequest,
    ModelConfig,
    ModelMetadata,
    ModelReady,
    ModelStatistics,
    ServerHealth,
    ServerMetadata,
    UnloadRequest,
)
from app.v2.statistics import model_statistics
from model.errors import NotFound

router = APIRouter(tags=["Open Inference Protocol"], route_class=V2Route)

_REPOSITORY = "/v2/repository"
_NAMED = "/v2/repository/{repository}"
_OF_MODEL = "/models/{model}"


@router.get("/v2/", include_in_schema=False)
@router.get("/v2", summary="The server", response_class=Response, responses=answers(ServerMetadata))
async def server(_: Request) -> Response:
    """What it is called, and which extensions of the protocol it has."""
    return _json(metadata.server_metadata())


@router.get("/v2/health/live", summary="Is it alive?", response_class=Response, responses=answers(ServerHealth))
async def live(_: Request) -> Response:
    """200 for as long as it answers at all."""
    return _probe({"live": True})


@router.get("/v2/health/ready", summary="Can it infer?", response_class=Response, responses=answers(ServerHealth, 503))
async def ready(request: Request) -> Response:
    """200 while a version is loaded, else 503."""
    loaded = bool(_service(request).store.view.served)
    return _probe({"live": True, "ready": loaded}, ready=loaded)


@router.get(
    "/v2/models/stats",
    summary="Statistics of all versions",
    response_class=Response,
    responses=answers(ModelStatistics),
)
@of_model(router, "GET", "/stats", summary="Statistics", responses=answers(ModelStatistics, 400, 404))
async def stats(request: Request) -> Response:
    """What was asked of the loaded versions, or of one, through all doors and in all worker processes."""
    service, versions = _service(request), set(_service(request).store.view.served)
    if "model" in request.path_params:
        served = find_served(request)
        versions = {served.number} if read_version(request) is not None else versions
    return _json(model_statistics(service.store.name, versions, service.statistics))


@of_model(router, "GET", "/ready", summary="Readiness", responses=answers(ModelReady, 400, 404, 503))
async def model_ready(request: Request) -> Response:
    """200 while it is loaded, 503 while it is there but not loaded."""
    name, version, view = require_model(request), read_version(request), _service(request).store.view
    if version is not None and version not in view.statuses:
        find_served(request)
    loaded = bool(view.served) if version is None else version in view.served
    return _probe({"name": name, "ready": loaded}, ready=loaded)


@of_model(router, "GET", "/config", summary="Configuration", responses=answers(ModelConfig, 400, 404))
async def config(request: Request) -> Response:
    """Its inputs and outputs, as Triton's clients look them up."""
    service = _service(request)
    most = service.settings.max_pending_requests
    return _json(metadata.model_config(service.store, find_served(request), most))


@of_model(router, "POST", "/infer", summary="Outputs", responses=INFER_RESPONSES, header=True, body=INFER_BODY)
async def infer(request: Request) -> Response:
    """The model's outputs for the request's tensors, computed in batches with what else is asked."""
    service, started = _service(request), time.perf_counter()
    body = await read_body(request, service.settings.max_upload_bytes)
    served = find_served(request)
    asked = Asked(service, served, await read(service, request.headers, body), request.state.stages)
    return await answer(asked, request.headers, time.perf_counter() - started)


@of_model(router, "GET", "", summary="Inputs and outputs", responses=answers(ModelMetadata, 400, 404))
async def model(request: Request) -> Response:
    """What it takes and gives. Instead of `image` it takes `picture`, and it gives any layer, too: see `infer`."""
    return _json(metadata.model_metadata(_service(request).store, find_served(request)))


@router.post(
    f"{_REPOSITORY}/index",
    summary="The versions and their states",
    response_class=Response,
    responses=answers(list[IndexedVersion], 400, 413),
    openapi_extra=takes("", body=json_body(IndexRequest, "May be left out.")),
)
async def index(request: Request) -> Response:
    """Those of the model folder and those that are loaded."""
    return _json(repository.repository_index(_service(request), await _body(request)))


@router.post(
    f"{_REPOSITORY}{_OF_MODEL}/load",
    summary="Load the model",
    response_class=Response,
    responses=empty("The newest version that is wanted is loaded.", 400, 404, 409, 413),
    openapi_extra=takes(_OF_MODEL, body=json_body(LoadRequest, "May be left out.")),
)
async def load(request: Request) -> Response:
    """Loads what the rollout wants, after an unload or as it is in the folder now."""
    name, service, body = request.path_params["model"], _service(request), await _body(request)
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
    await repository.unload(_service(request), await _body(request))
    return Response(media_type=JSON)


@router.post(f"{_NAMED}/index", include_in_schema=False)
@router.post(f"{_NAMED}{_OF_MODEL}/load", include_in_schema=False)
@router.post(f"{_NAMED}{_OF_MODEL}/unload", include_in_schema=False)
async def named_repository(_: Request) -> Response:
    """There is one repository, and it has no name."""
    raise Unsupported("'repository_name' specification is not supported")


refuse_the_rest(router)


def _service(request: Request) -> Service:
    service: Service = request.state.service
    return service


async def _body(request: Request) -> bytes:
    return await read_body(request, _service(request).settings.max_upload_bytes)


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type=JSON)


def _probe(content: dict[str, object], *, ready: bool = True) -> Response:
    return Response(orjson.dumps(content), 200 if ready else 503, {"Cache-Control": "no-store"}, JSON)
