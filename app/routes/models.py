"""GET /models: what is served, and what is known of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from app.dependencies import ServiceDep
from app.openapi import problems
from app.schemas import ModelCard, Models
from model.store import Served, Store

router = APIRouter(prefix="/models", tags=["models"])


@router.get("", summary="Every version")
async def models(service: ServiceDep) -> Models:
    """The versions with their labels and states, newest first."""
    store = service.store
    return Models.model_validate(
        {
            "name": store.name,
            "default_version": str(store.get().version.number),
            "versions": [_describe(store, served) for served in store.served],
        }
    )


@router.get("/{version}", summary="One version and its card", responses=problems(404, 422))
async def model(
    version: Annotated[int, Path(ge=0, le=2**63 - 1, description="the version's number; `GET /models` lists them")],
    service: ServiceDep,
) -> ModelCard:
    """How it was made, and what was measured on it."""
    store = service.store
    served = store.get(version)
    manifest = served.version.manifest
    return ModelCard.model_validate(
        {
            **_describe(store, served),
            "input_shape": manifest.input_shape,
            "seed": manifest.seed,
            "commit": manifest.commit,
            "data": manifest.data,
            "packages": manifest.packages,
            "calibration": manifest.calibration.model_dump(),
            "metrics": manifest.metrics,
        }
    )


def _describe(store: Store, served: Served) -> dict[str, Any]:
    manifest = served.version.manifest
    return {
        "version": str(served.version.number),
        "labels": store.labels_of(served.version.number),
        "state": "available",
        "recipe": manifest.recipe,
        "parameters": manifest.parameters,
        "classes": manifest.labels,
        "created": manifest.created.isoformat(),
    }
