"""What happens between the process's start and its first request, and at its end."""

import asyncio
import gc
import logging
import os
import re
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.body_budget import BodyBudget
from app.metrics.pulse import beat
from app.security.key_file import KeyFile
from app.settings import Settings
from app.statistics import Statistics
from app.tracing import Tracing
from model.intake import Intake
from model.pool import Pool
from model.reader import Reader
from model.versions.follower import Follower
from model.versions.served import Served
from model.versions.store import Store

logger = logging.getLogger("digitscope.lifespan")

_SWITCH_S = 1e-4  # after which a thread that loads a version lets others run: requests wait for it at every turn
_FOLLOWERS_NICENESS = 10

_GC_THRESHOLD = 20_000
"""Objects between two looks for cycles, of which requests make none; at Python's 700 there is one every few requests,
and with hundreds of them in hand they took an eighth of the time."""

# The last line of a traceback, of an error that is an operator's to put right.
_CAUSE = re.compile(
    r"^(?:model\.errors\.BadVersion|model\.errors\.BadRollout|app\.security\.errors\.BadKeys): (.*)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Service:
    """What answers requests, assembled once."""

    settings: Settings
    store: Store
    follower: Follower
    reader: Reader
    intake: Intake
    pool: Pool
    bodies: BodyBudget
    statistics: Statistics = field(default_factory=Statistics)
    tracing: Tracing | None = None


class State(TypedDict):
    """What a request finds under `request.state`."""

    service: Service


def make_lifespan(
    settings: Settings, keys: KeyFile | None = None
) -> Callable[[FastAPI], AbstractAsyncContextManager[State]]:
    """A lifespan that loads what is wanted before the first request, fails the start where nothing can be served, and
    follows the model folder from then on.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        started = time.perf_counter()
        logging.captureWarnings(True)  # Pillow warns of odd files; such a warning is a line of the log like any other
        if keys is not None:
            keys.load()
        _bound_threads()
        pool = Pool(
            threads=settings.decode_threads or settings.cores_per_worker,
            max_waiting=settings.max_pending_decodes,
            timeout_s=settings.decode_timeout_seconds,
        )
        # A full collection walks TensorFlow's objects for about 200 ms; frozen, they are walked no more. What versions
        # bring is not frozen, since it is to be freed when they go.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GC_THRESHOLD)
        usual_switch_s = sys.getswitchinterval()
        store, statistics = Store(settings.model_dir), Statistics.of_environment()

        def load(folder: Path) -> Served:
            sys.setswitchinterval(_SWITCH_S)
            try:
                return Served.load(folder, knobs=settings.batching, observer=statistics.tally(int(folder.name)))
            finally:
                sys.setswitchinterval(usual_switch_s)

        follower = Follower(store, load, settle_s=settings.model_poll_seconds or 1.0, observer=statistics.rollout)
        follower.start()
        following = asyncio.create_task(_follow(follower, settings.model_poll_seconds))
        beating = asyncio.create_task(beat(statistics.process, lambda: pool.jobs))
        intake = Intake(pool, max_pixels=settings.max_pixels, seen=statistics.pictures.seen)
        tracing = Tracing.of_environment()
        fields = {
            "versions": [served.number for served in store.served],
            "seconds": round(time.perf_counter() - started, 3),
        }
        logger.info("ready", extra={"fields": fields})
        bodies = BodyBudget(settings.max_bodies_bytes)
        yield {"service": Service(settings, store, follower, Reader(intake), intake, pool, bodies, statistics, tracing)}
        for task in (following, beating):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if tracing is not None:
            await tracing.close()
        store.close()
        pool.close()
        logging.captureWarnings(False)

    return lifespan


def _bound_threads() -> None:
    """One thread each for TensorFlow and OpenCV: more of them spin, and cost more than they give on 28x28 pixels."""
    import cv2

    from model.versions.saved_model import limit_threads

    limit_threads(intra_op=1, inter_op=1)
    cv2.setNumThreads(1)


async def _follow(follower: Follower, every_s: float) -> None:
    """Look at the model folder every so many seconds; never, where they are 0."""
    thread = ThreadPoolExecutor(1, "follower", _step_back)
    try:
        while every_s:
            await asyncio.sleep(every_s)
            try:
                await asyncio.get_running_loop().run_in_executor(thread, follower.sync)
            except Exception:
                logger.exception("the model folder could not be looked at; what is loaded stays")
    finally:
        thread.shutdown(wait=False)


def _step_back() -> None:
    """Let the threads that answer requests go before this one, which loads versions."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _FOLLOWERS_NICENESS)


class StartupReport:
    """Middleware that shortens a failed start's message to its cause: an operator needs no traceback of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def shortened(message: Message) -> None:
            cause = _CAUSE.search(message.get("message", ""))
            if message["type"] == "lifespan.startup.failed" and cause:
                message["message"] = f"the service cannot start: {cause[1].strip()}"
            await send(message)

        await self._app(scope, receive, shortened)
