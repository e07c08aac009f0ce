"""Clients of the running service, and of a service in this process whose network has known answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.body_budget import BodyBudget
from app.lifespan import Service as AppService
from app.main import create_app
from app.settings import Settings
from app.statistics import Statistics
from model.batching.batcher import Batcher
from model.intake import Intake
from model.pool import Pool
from model.reader import Reader
from model.scores import Scores
from model.versions.follower import Follower
from model.versions.manifest import Manifest
from model.versions.served import Served
from model.versions.store import Store
from model.versions.version import Frame, Version
from tests.doubles import FakeNetwork
from tests.service import Service


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[httpx.Client]:
    """A client of the running service."""
    with httpx.Client(base_url=service.url, timeout=60) as client:
        yield client


@dataclass(frozen=True)
class InProcess:
    """A service in this process: `network` is what answers, `service` what its requests find."""

    app: FastAPI
    client: httpx.AsyncClient
    network: FakeNetwork
    service: AppService

    @contextmanager
    def busy(self) -> Iterator[None]:
        """As if the model were busy meanwhile: as many pictures wait for the newest version as may."""
        batcher = self.service.store.get().batcher
        batcher._soon = True  # nothing is taken from the queue
        blank = np.zeros((28, 28), np.uint8)
        waiting = [batcher.submit(blank) for _ in range(self.service.settings.batching.max_pending)]
        yield
        for each in waiting:
            each.cancel()
        batcher._flush(asyncio.get_running_loop())


StartInProcess = Callable[..., AbstractAsyncContextManager[InProcess]]


@pytest.fixture
def in_process(version_folder: Path, tmp_path: Path) -> StartInProcess:
    """Assembles a service with the given settings, whose versions 1 and 2 are the same network of known answers."""
    manifest = Manifest.read(version_folder)

    @asynccontextmanager
    async def start(*, input_shape: tuple[int, ...] = (28, 28, 1), **settings: Any) -> AsyncIterator[InProcess]:
        network = FakeNetwork(manifest)
        for number in (1, 2):
            (tmp_path / "digits" / str(number)).mkdir(parents=True)
        (tmp_path / "digits" / "rollout.json").write_text('{"labels": {"stable": 1}}')
        service = _assemble(Settings(model_dir=tmp_path / "digits", **settings), manifest, network, input_shape)
        app = create_app(service.settings)

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": {"service": service}}, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://digitscope") as client:
            yield InProcess(app, client, network, service)
        service.pool.close()

    return start


def _assemble(settings: Settings, manifest: Manifest, network: FakeNetwork, input_shape: tuple[int, ...]) -> AppService:
    statistics = Statistics()

    def load(folder: Path) -> Served:
        shaped = manifest.model_copy(update={"input_shape": input_shape})
        version = Version(int(folder.name), shaped, network)  # type: ignore[arg-type]
        tally = statistics.tally(version.number)
        batcher: Batcher[Frame, Scores] = Batcher(version.score, settings.batching, tally)
        return Served(version.number, version.graph, (version, batcher), tally)

    store = Store(settings.model_dir)
    follower = Follower(store, load, observer=statistics.rollout)
    follower.start()
    pool = Pool(threads=2, max_waiting=settings.max_pending_decodes, timeout_s=settings.decode_timeout_seconds)
    intake = Intake(pool, max_pixels=settings.max_pixels, seen=statistics.pictures.seen)
    bodies = BodyBudget(settings.max_bodies_bytes)
    return AppService(settings, store, follower, Reader(intake), intake, pool, bodies, statistics)
