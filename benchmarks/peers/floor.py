"""The floor: our server and our kind of route, taking the same body and answering a constant.

    python -m benchmarks.peers.floor --port 8000 --workers 2

It has what serves ours: uvicorn, the workers with a socket each, and a shortcut to a route without FastAPI's
injection. It has none of what ours does beside its answer: limits, the guard, headers, metrics and traces.
"""

import argparse

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response

from app.bare_route import NO_TELEMETRY, BareRoute, Shortcuts
from app.workers import serve

_ANSWER = b'{"digit": 7, "confidence": 0.99, "probabilities": [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]}'


def create_app() -> FastAPI:
    """The app with nothing inside."""
    app = FastAPI(telemetry=NO_TELEMETRY)
    router = APIRouter(route_class=BareRoute)

    @router.post("/predict", response_class=Response)
    async def predict(request: Request) -> Response:
        await request.body()
        return Response(_ANSWER, media_type="application/json")

    app.include_router(router)
    app.add_middleware(Shortcuts, router=router)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    arguments = parser.parse_args()
    serve(
        uvicorn.Config(
            "benchmarks.peers.floor:create_app",
            factory=True,
            port=arguments.port,
            workers=arguments.workers,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
        )
    )
