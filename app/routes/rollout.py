"""Roll out and roll back: requests that change `rollout.json`, which every worker process follows within a poll.

Each is answered with what `GET /models` says once this process has followed.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.dependencies import ServiceDep
from app.lifespan import Service
from app.openapi import problems
from app.routes.models import VersionNumber, describe
from app.schemas import LabelTarget, Models, Promotion
from app.security.json_route import JsonRoute
from model.errors import BadRequest, BadRollout, NotFound
from model.versions.rollout import LABEL, STABLE, Rollout, change
from model.versions.served import State, Status

router = APIRouter(prefix="/models", tags=["roll out"], responses=problems(404, 409, 422, 503), route_class=JsonRoute)

LabelName = Annotated[str, Path(pattern=LABEL, description="a name for a version, such as `stable`")]
LabelQuery = Annotated[str, Query(pattern=LABEL, description="the label that is to go back")]

_SETTLES_WITHIN_S = 30
_GLANCE_S = 0.1


@router.put("/labels/{label}", summary="Put a label on a version")
async def put_label(label: LabelName, target: LabelTarget, service: ServiceDep) -> Models:
    """From now on the label means that version, which must be loaded."""
    service.store.get(target.version)
    return await _changed(service, lambda before: before.with_label(label, target.version))


@router.delete("/labels/{label}", summary="Take a label away")
async def delete_label(label: LabelName, service: ServiceDep) -> Models:
    """The version stays, unless the label alone kept it loaded."""
    return await _changed(service, lambda before: before.without_label(label))


@router.post("/promote", summary="Make a version the default")
async def promote(what: Promotion, service: ServiceDep) -> Models:
    """Puts the label `stable` on a version, or on that of another label, and makes `stable` the default."""
    if (what.version is None) == (what.label is None):
        raise BadRequest("give either `version` or `label`: what is to be the default from now on")
    number, default = service.store.get(what.version, what.label).number, service.store.view.default
    return await _changed(service, lambda before: before.promoting(number, before=default))


@router.post("/rollback", summary="Undo the last promotion")
async def rollback(service: ServiceDep, label: LabelQuery = STABLE) -> Models:
    """Puts the label back to where it was before it moved last."""
    return await _changed(service, lambda before: before.rolled_back(service.store.view.served, label))


@router.post("/{version:int}/load", summary="Load a version")
async def load(version: VersionNumber, service: ServiceDep) -> Models:
    """Loads a version of the model folder beside those of the policy, or tries again where that failed."""
    known = service.store.view.statuses
    if version not in known:
        raise NotFound(f"the model folder has no version {version}; it has {', '.join(map(str, known))}")
    return await _changed(service, lambda before: before.loading(version), awaited=version)


@router.post("/{version:int}/unload", summary="Unload a version")
async def unload(version: VersionNumber, service: ServiceDep) -> Models:
    """Requests in flight are finished. A version with a label, the default and the last one stay."""
    service.store.get(version)
    if set(service.store.view.served) == {version}:
        raise BadRollout(f"version {version} is the only one that is loaded; load another one first")
    return await _changed(service, lambda before: before.unloading(version))


async def _changed(service: Service, how: Callable[[Rollout], Rollout], *, awaited: int | None = None) -> Models:
    """Write the change, follow it, and tell what is served now; waits for a version that is being loaded.

    Raises:
        BadRollout: that version cannot be loaded.
    """
    store, follower = service.store, service.follower
    await asyncio.to_thread(change, store.folder, how)
    await asyncio.to_thread(follower.sync, retry=awaited)
    if awaited is None:
        return await asyncio.to_thread(describe, store)
    deadline = time.monotonic() + _SETTLES_WITHIN_S
    gone = Status(State.UNLOADED)
    while (status := store.view.statuses.get(awaited, gone)).state == State.INCOMPLETE and time.monotonic() < deadline:
        await asyncio.sleep(_GLANCE_S)
        await asyncio.to_thread(follower.sync)
    if status.state != State.AVAILABLE:
        raise BadRollout(f"version {awaited} is {status.state}: {status.reason or 'it went as soon as it came'}")
    return await asyncio.to_thread(describe, store)
