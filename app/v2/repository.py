"""The model repository extension: which versions there are, and the whole model loaded and unloaded."""

import asyncio
import time
from typing import Any

from app.lifespan import Service
from app.v2 import documents
from model.errors import BadRequest, BadRollout
from model.versions.rollout import Rollout, change
from model.versions.served import State, Status

_STATES = {
    State.AVAILABLE: "READY",
    State.LOADING: "LOADING",
    State.UNLOADING: "UNLOADING",
    State.INCOMPLETE: "UNAVAILABLE",
    State.FAILED: "UNAVAILABLE",
    State.UNLOADED: "UNAVAILABLE",
}
_SETTLES_WITHIN_S = 30
_GLANCE_S = 0.1


def repository_index(service: Service, body: bytes) -> list[dict[str, str]]:
    """Every version of the model folder and what is loaded, each with its state; with `ready` only what is loaded.

    Raises:
        BadRequest: the body is not what it takes.
    """
    ready = documents.find(_document(body), "ready")
    if ready is not documents.MISSING and not isinstance(ready, bool):
        raise BadRequest("Invalid value for 'ready': expected a boolean")
    statuses = sorted(service.store.view.statuses.items())
    return [
        _render(service.store.name, number, status)
        for number, status in statuses
        if ready is not True or status.state is State.AVAILABLE
    ]


async def load(service: Service, body: bytes) -> None:
    """Load the versions that the rollout wants, after an unload or as they are in the folder now.

    Returns once the newest of them is loaded.

    Raises:
        BadRequest: the body is not what it takes; only what is in the folder can be loaded.
        BadRollout: the newest version cannot be loaded.
        ReadOnly: the model folder cannot be written to, and would have to be.
    """
    for name in _parameters(body):
        told = "the model's configuration" if name == "config" else "files" if name.startswith("file:") else f"'{name}'"
        raise BadRequest(f"load takes no parameter '{name}': {told} cannot be given, only what is in the folder loads")
    await _pause(service, False)
    store, follower = service.store, service.follower
    await asyncio.to_thread(follower.sync)
    newest = _newest(service)
    await asyncio.to_thread(follower.sync, retry=newest)
    deadline = time.monotonic() + _SETTLES_WITHIN_S
    while _is_pending(store.view.statuses.get(newest)) and time.monotonic() < deadline:
        await asyncio.sleep(_GLANCE_S)
        await asyncio.to_thread(follower.sync)
        newest = _newest(service)
    status = store.view.statuses.get(newest, Status(State.UNLOADED, "its folder is gone"))
    if status.state is not State.AVAILABLE or status.reason:
        raise BadRollout(f"failed to load '{store.name}', version {newest} is {status.state}: {status.reason}")


async def unload(service: Service, body: bytes) -> None:
    """Unload every version; requests in flight are finished.

    Raises:
        BadRequest: the body is not what it takes.
        ReadOnly: the model folder cannot be written to.
    """
    dependents = _parameters(body).get("unload_dependents", False)  # one model alone has none
    if not isinstance(dependents, bool):
        raise BadRequest("Unable to parse 'unload_dependents': attempt to access JSON non-boolean as boolean")
    await _pause(service, True)
    await asyncio.to_thread(service.follower.sync)


async def _pause(service: Service, paused: bool) -> None:
    folder = service.store.folder

    def how(before: Rollout) -> Rollout:
        return before.pausing(paused)

    if (await asyncio.to_thread(Rollout.read, folder)).paused != paused:  # else a read-only folder will do
        await asyncio.to_thread(change, folder, how)


def _newest(service: Service) -> int:
    """The highest version that is wanted; raises BadRollout where none is."""
    view = service.store.view
    wanted = view.rollout.wanted(view.statuses)
    if not wanted:
        raise BadRollout(f"failed to load '{service.store.name}', no version of it is wanted: see rollout.json")
    return max(wanted)


def _is_pending(status: Status | None) -> bool:
    return status is None or status.state in (State.INCOMPLETE, State.LOADING)


def _render(name: str, number: int, status: Status) -> dict[str, str]:
    reason = status.reason or ("unloaded" if status.state is State.UNLOADED else "")
    told = {"name": name, "version": str(number), "state": _STATES[status.state]}
    return told | ({"reason": reason} if reason else {})


def _document(body: bytes) -> Any:
    """The object of a body, an empty one where there is no body."""
    document = documents.parse(body) if body else {}
    if not isinstance(document, dict):
        raise BadRequest("attempt to get members for non-object")
    return document


def _parameters(body: bytes) -> dict[str, Any]:
    parameters = _document(body).get("parameters", {})
    if not isinstance(parameters, dict):
        raise BadRequest("attempt to get members for non-object")
    return parameters
