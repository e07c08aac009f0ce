"""GET /models: what is served, and what is known of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from app.dependencies import ServiceDep
from app.openapi import problems
from app.schemas import ModelCard, Models
from model.versions.folders import LARGEST_VERSION
from model.versions.served import Served
from model.versions.store import Store

router = APIRouter(prefix="/models", tags=["models"])

VersionNumber = Annotated[
    int, Path(ge=0, le=LARGEST_VERSION, description="the version's number; `GET /models` lists them")
]


@router.get("", summary="Every version")
async def models(service: ServiceDep) -> Models:
    """The versions with their labels and states, newest first, and what the rollout says of them."""
    return describe(service.store)


@router.get("/{version:int}", summary="One version and its card", responses=problems(404, 409, 422))
async def model(version: VersionNumber, service: ServiceDep) -> ModelCard:
    """How it was made, and what was measured on it; of a version that is loaded."""
    store = service.store
    manifest = store.get(version).version.manifest
    return ModelCard.model_validate(
        {
            **_describe_version(store, version),
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
    """The answer of `GET /models`, and of every request that changes it."""
    view = store.view
    return Models.model_validate(
        {
            "name": store.name,
            "default_version": None if view.default is None else str(view.default),
            "versions": [_describe_version(store, number) for number in sorted(view.statuses, reverse=True)],
            "rollout": view.rollout,
            "problem": view.problem or None,
        }
    )


def _describe_version(store: Store, number: int) -> dict[str, Any]:
    status = store.view.statuses[number]
    return {
        "version": str(number),
        "labels": store.labels_of(number),
        "state": status.state,
        "reason": status.reason or None,
        **_origin(store.view.served.get(number)),
    }


def _origin(served: Served | None) -> dict[str, Any]:
    if served is None or served.described is None:
        return {"recipe": None, "parameters": None, "classes": None, "created": None}
    manifest = served.version.manifest
    return {
        "recipe": manifest.recipe,
        "parameters": manifest.parameters,
        "classes": manifest.labels,
        "created": manifest.created.isoformat(),
    }
