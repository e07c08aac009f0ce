"""What routes ask for in their signatures. All are coroutines: FastAPI runs plain functions in a thread each."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.lifespan import Service
from app.uploads import Uploads, read_uploads
from model.stages import Stages
from model.store import Served


async def _service(request: Request) -> Service:
    service: Service = request.state.service
    return service


async def _stages(request: Request) -> Stages:
    stages: Stages = request.state.stages
    return stages


async def _uploads(request: Request) -> Uploads:
    service: Service = request.state.service
    return await read_uploads(request, service.settings)


async def _served(
    request: Request,
    version: Annotated[
        int | None, Query(ge=0, le=2**63 - 1, description="the model version to ask; the newest by default")
    ] = None,
    label: Annotated[str | None, Query(description="the label of the version to ask, such as `stable`")] = None,
) -> Served:
    service: Service = request.state.service
    return service.store.get(version, label)


ServiceDep = Annotated[Service, Depends(_service)]
StagesDep = Annotated[Stages, Depends(_stages)]
UploadsDep = Annotated[Uploads, Depends(_uploads)]
ServedDep = Annotated[Served, Depends(_served)]
