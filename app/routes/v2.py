"""/v2: the Open Inference Protocol, as Triton speaks it. Thin: the stages are in `app/v2/`."""

import time

from fastapi import APIRouter, Request, Response

from app.routes import v2_repository
from app.uploads import read_body
from app.v2 import metadata
from app.v2.addressing import find_served, read_version, require_model, service_of
from app.v2.answering import answer, read
from app.v2.errors import V2Route
from app.v2.inference import Asked
from app.v2.json_answers import json_answer, probe_answer
from app.v2.openapi import INFER_BODY, INFER_RESPONSES, answers
from app.v2.routing import of_model, refuse_the_rest
from app.v2.schemas import (
    ModelConfig,
    ModelMetadata,
    ModelReady,
    ModelStatistics,
    ServerHealth,
    ServerMetadata,
)
from app.v2.statistics import model_statistics

router = APIRouter(tags=["Open Inference Protocol"], route_class=V2Route)


@router.get("/v2/", include_in_schema=False)
@router.get("/v2", summary="The server", response_class=Response, responses=answers(ServerMetadata))
async def server(_: Request) -> Response:
    """What it is called, and which extensions of the protocol it has."""
    return json_answer(metadata.server_metadata())


@router.get("/v2/health/live", summary="Is it alive?", response_class=Response, responses=answers(ServerHealth))
async def live(_: Request) -> Response:
    """200 for as long as it answers at all."""
    return probe_answer({"live": True})


@router.get("/v2/health/ready", summary="Can it infer?", response_class=Response, responses=answers(ServerHealth, 503))
async def ready(request: Request) -> Response:
    """200 while a version is loaded, else 503."""
    loaded = bool(service_of(request).store.view.served)
    return probe_answer({"live": True, "ready": loaded}, ready=loaded)


@router.get(
    "/v2/models/stats",
    summary="Statistics of all versions",
    response_class=Response,
    responses=answers(ModelStatistics),
)
@of_model(router, "GET", "/stats", summary="Statistics", responses=answers(ModelStatistics, 400, 404))
async def stats(request: Request) -> Response:
    """What was asked of the loaded versions, or of one, through all doors and in all worker processes."""
    service, versions = service_of(request), set(service_of(request).store.view.served)
    if "model" in request.path_params:
        served = find_served(request)
        versions = {served.number} if read_version(request) is not None else versions
    return json_answer(model_statistics(service.store.name, versions, service.statistics))


@of_model(router, "GET", "/ready", summary="Readiness", responses=answers(ModelReady, 400, 404, 503))
async def model_ready(request: Request) -> Response:
    """200 while it is loaded, 503 while it is there but not loaded."""
    name, version, view = require_model(request), read_version(request), service_of(request).store.view
    if version is not None and version not in view.statuses:
        find_served(request)
    loaded = bool(view.served) if version is None else version in view.served
    return probe_answer({"name": name, "ready": loaded}, ready=loaded)


@of_model(router, "GET", "/config", summary="Configuration", responses=answers(ModelConfig, 400, 404))
async def config(request: Request) -> Response:
    """Its inputs and outputs, as Triton's clients look them up."""
    service = service_of(request)
    most_bytes = service.settings.max_upload_bytes
    return json_answer(metadata.model_config(service.store, find_served(request), most_bytes))


@of_model(router, "POST", "/infer", summary="Outputs", responses=INFER_RESPONSES, header=True, body=INFER_BODY)
async def infer(request: Request) -> Response:
    """The model's outputs for the request's tensors, computed in batches with what else is asked."""
    service, started = service_of(request), time.perf_counter()
    body = await read_body(request, service.settings)
    served, stages = find_served(request), request.state.stages
    stages.version = served.number
    with stages.timed("parse"):
        asked = Asked(service, served, await read(request, body), stages)
    return await answer(asked, request.headers, time.perf_counter() - started)


@of_model(router, "GET", "", summary="Inputs and outputs", responses=answers(ModelMetadata, 400, 404))
async def model(request: Request) -> Response:
    """What it takes and gives. Instead of `image` it takes `picture`, and it gives any layer, too: see `infer`."""
    return json_answer(metadata.model_metadata(service_of(request).store, find_served(request)))


router.include_router(v2_repository.router)
refuse_the_rest(router, v2_repository.router)
