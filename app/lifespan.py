"""What happens between the process's start and its first request, and at its end."""

import gc
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from model.batcher import Batcher
from model.intake import Intake
from model.pool import Pool
from model.reader import Reader
from model.store import Served, Store
from model.version import Version

logger = logging.getLogger("digitscope.lifespan")


@dataclass(frozen=True)
class Service:
    """What answers requests, assembled once."""

    settings: Settings
    store: Store
    reader: Reader
    intake: Intake
    pool: Pool


class State(TypedDict):
    """What a request finds under `request.state`."""

    service: Service


def make_lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[State]]:
    """A lifespan that loads, warms and checks every version before the first request, and fails the start otherwise."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        started = time.perf_counter()
        logging.captureWarnings(True)  # Pillow warns of odd files; such a warning is a line of the log like any other
        _bound_threads()
        pool = Pool(
            threads=settings.decode_threads or settings.cores_per_worker,
            max_waiting=settings.max_pending_decodes,
            timeout_s=settings.decode_timeout_seconds,
        )
        store = Store(settings.model_dir, lambda folder: _load(folder, settings))
        store.load()
        # A full collection walks TensorFlow's objects for about 100 ms; frozen, they are walked no more.
        gc.collect()
        gc.freeze()
        intake = Intake(pool, max_pixels=settings.max_pixels)
        fields = {
            "versions": [served.version.number for served in store.served],
            "seconds": round(time.perf_counter() - started, 3),
        }
        logger.info("ready", extra={"fields": fields})
        yield {"service": Service(settings, store, Reader(intake), intake, pool)}
        store.close()
        pool.close()
        logging.captureWarnings(False)

    return lifespan


def _bound_threads() -> None:
    """One thread each for TensorFlow and OpenCV: more of them spin, and cost more than they give on 28x28 pixels."""
    import cv2

    from model.saved_model import limit_threads

    limit_threads(intra_op=1, inter_op=1)
    cv2.setNumThreads(1)


def _load(folder: Path, settings: Settings) -> Served:
    version = Version.load(folder, warm_up=range(1, settings.max_batch_size + 1))
    batcher = Batcher(version.score, max_batch_size=settings.max_batch_size, max_pending=settings.max_pending_requests)
    return Served(version, batcher)


class StartupReport:
    """Middleware that shortens a failed start's message to its cause: an operator needs no traceback of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def shortened(message: Message) -> None:
            cause, _, text = message.get("message", "").strip().rpartition("model.errors.BadVersion: ")
            if message["type"] == "lifespan.startup.failed" and cause:
                message["message"] = f"the service cannot start: {text}"
            await send(message)

        await self._app(scope, receive, shortened)
