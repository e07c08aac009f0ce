"""GET /healthz and /readyz: the probes."""

from fastapi import APIRouter, Response

from app.dependencies import ServiceDep
from app.openapi import problems
from app.schemas import Health

router = APIRouter(tags=["operate"])


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> Health:
    return Health(status="alive")


@router.get("/readyz", summary="Can it answer?", responses=problems(503))
async def readyz(service: ServiceDep, response: Response) -> Health:
    """200 from when a version is loaded, warm and right about its golden pictures, until the shutdown begins."""
    service.store.get()
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ready")
