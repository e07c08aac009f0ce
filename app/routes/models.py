"""GET /models: what is served, and what is known of it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path

from app.dependencies import ServiceDep
from app.openapi import problems
from app.schemas import ModelCard, Models
from model.errors import BadVersion
from model.versions.folders import LARGEST_VERSION, version_folders
from model.versions.manifest import Manifest
from model.versions.store import Store, View

router = APIRouter(prefix="/models", tags=["models"])

VersionNumber = Annotated[
    int, Path(ge=0, le=LARGEST_VERSION, description="the version's number; `GET /models` lists them")
]


@router.get("", summary="Every version")
async def models(service: ServiceDep) -> Models:
    """The versions with their labels and states, newest first, and what the rollout says of them."""
    return await asyncio.to_thread(describe, service.store)


@router.get("/{version:int}", summary="One version and its card", responses=problems(404, 409, 422))
async def model(version: VersionNumber, service: ServiceDep) -> ModelCard:
    """How it was made, and what was measured on it; of a version that is loaded."""
    store = service.store
    manifest = store.get(version).version.manifest
    return ModelCard.model_validate(
        {
            **_describe_version(store.view, version, manifest),
            "input_shape": manifest.input_shape,
            "seed": manifest.seed,
            "commit": manifest.commit,
            "data": manifest.data,
            "packages": manifest.packages,
            "calibration": manifest.calibration.model_dump(),
            "metrics": manifest.metrics,
        }
    )


def describe(store: Store) -> Models:
    """The answer of `GET /models`, and of every request that changes it; reads files of what is not loaded."""
    view = store.view
    folders = {} if view.statuses.keys() <= view.served.keys() else _folders(store)
    return Models.model_validate(
        {
            "name": store.name,
            "default_version": None if view.default is None else str(view.default),
            "versions": [
                _describe_version(view, number, _manifest(view, number, folders))
                for number in sorted(view.statuses, reverse=True)
            ],
            "rollout": view.rollout,
            "problem": view.problem or None,
        }
    )


def _describe_version(view: View, number: int, manifest: Manifest | None) -> dict[str, Any]:
    status = view.statuses[number]
    return {
        "version": str(number),
        "labels": view.labels_of(number),
        "state": status.state,
        "reason": status.reason or None,
        "recipe": manifest and manifest.recipe,
        "parameters": manifest and manifest.parameters,
        "classes": manifest and manifest.labels,
        "created": manifest and manifest.created.isoformat(),
    }


def _folders(store: Store) -> Mapping[int, FilePath]:
    """By version; none where the model folder cannot be read."""
    try:
        return version_folders(store.folder)
    except OSError:
        return {}


def _manifest(view: View, number: int, folders: Mapping[int, FilePath]) -> Manifest | None:
    """The version's description; None where it came without, or cannot be read from its folder."""
    served = view.served.get(number)
    if served is not None:
        return served.described and served.version.manifest
    try:
        return Manifest.read(folders[number])
    except (BadVersion, KeyError, OSError):
        return None
