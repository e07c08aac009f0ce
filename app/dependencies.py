"""What routes ask for in their signatures."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.settings import Settings
from app.uploads import Uploads, read_uploads
from model.intake import Intake
from model.pool import Pool
from model.reader import Reader
from model.stages import Stages
from model.store import Served, Store


def _store(request: Request) -> Store:
    store: Store = request.state.store
    return store


def _served(
    request: Request,
    version: Annotated[
        int | None, Query(ge=0, le=2**63 - 1, description="the model version to ask; the newest by default")
    ] = None,
    label: Annotated[str | None, Query(description="the label of the version to ask, such as `stable`")] = None,
) -> Served:
    return _store(request).get(version, label)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _uploads(request: Request) -> Uploads:
    return await read_uploads(request, _settings(request))


def _reader(request: Request) -> Reader:
    reader: Reader = request.state.reader
    return reader


def _intake(request: Request) -> Intake:
    intake: Intake = request.state.intake
    return intake


def _pool(request: Request) -> Pool:
    pool: Pool = request.state.pool
    return pool


def _stages(request: Request) -> Stages:
    stages: Stages = request.state.stages
    return stages


StoreDep = Annotated[Store, Depends(_store)]
ServedDep = Annotated[Served, Depends(_served)]
UploadsDep = Annotated[Uploads, Depends(_uploads)]
ReaderDep = Annotated[Reader, Depends(_reader)]
IntakeDep = Annotated[Intake, Depends(_intake)]
PoolDep = Annotated[Pool, Depends(_pool)]
StagesDep = Annotated[Stages, Depends(_stages)]
