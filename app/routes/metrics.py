"""GET /metrics: everything that is counted, for Prometheus."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.exposition import choose_encoder

from app.bare_route import BareRoute
from app.lifespan import Service
from app.metrics.collector import SumsCollector

router = APIRouter(tags=["operate"], route_class=BareRoute)

OPENMETRICS = "application/openmetrics-text"


_TEXT = {"schema": {"type": "string"}}
_TOLD: dict[int | str, dict[str, Any]] = {
    200: {"description": "Of all worker processes.", "content": {"text/plain": _TEXT, OPENMETRICS: _TEXT}}
}


@router.get(
    "/monitoring/prometheus/metrics",
    summary="The same, where TensorFlow Serving has it",
    response_class=Response,
    responses=_TOLD,
)
@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response, responses=_TOLD)
async def metrics(request: Request) -> Response:
    """Counters, gauges and histograms in the text format of Prometheus, or in OpenMetrics by `Accept`."""
    service: Service = request.state.service
    try:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
    except (TypeError, ValueError):  # it asks for a version that is no number
        encode, content_type = generate_latest, CONTENT_TYPE_PLAIN_0_0_4
    # In a thread, and not in one of the pool's, which may all be taken just when somebody needs to see why.
    body = await asyncio.to_thread(encode, SumsCollector(service.statistics))
    return Response(body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
