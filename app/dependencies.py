"""What routes ask for in their signatures. All are coroutines: FastAPI runs plain functions in a thread each."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from app.lifespan import Service
from app.uploads import Uploads, read_uploads
from model.stages import Stages
from model.versions.folders import LARGEST_VERSION
from model.versions.served import Served

Version = Annotated[
    int | None, Query(ge=0, le=LARGEST_VERSION, description="the model version to ask; by default the rollout's")
]
Label = Annotated[str | None, Query(description="the label of the version to ask, such as `stable`")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that brings pictures: what came, and what is there to answer it."""

    service: Service
    served: Served
    uploads: Uploads
    stages: Stages
    request_id: str


async def _service(request: Request) -> Service:
    service: Service = request.state.service
    return service


async def _served(request: Request, version: Version = None, label: Label = None) -> Served:
    service: Service = request.state.service
    return service.store.get(version, label)


async def ask(request: Request, version: Version = None, label: Label = None) -> Asked:
    """What came and what is there, in one: dependencies cost time each.

    Raises:
        NotFound: there is no such version or label.
        TooLarge, BadRequest: the body cannot be taken.
    """
    state = request.scope["state"]  # Starlette's attributes of it take ten times as long
    service: Service = state["service"]
    served, stages = service.store.get(version, label), state["stages"]
    stages.version = served.number
    uploads = await read_uploads(request, service.settings)
    return Asked(service, served, uploads, stages, state["request_id"])


ServiceDep = Annotated[Service, Depends(_service)]
ServedDep = Annotated[Served, Depends(_served)]
AskedDep = Annotated[Asked, Depends(ask)]
LayerName = Annotated[str, Path(description="a layer's name, such as `conv2d_1`; `GET /layers` lists them")]
