"""Versions come and go under load: nobody is refused, nobody is answered by two versions, and memory comes back."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.files import digit_png
from tests.service import Service, running

SWAPS = 100
CALLERS = 4


@pytest.fixture(scope="module")
def models(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of versions 1 and 2, one at a time is served."""
    folder = tmp_path_factory.mktemp("models") / "digits"
    for number in (1, 2):
        shutil.copytree(version_folder, folder / str(number))
    _serve_alone(folder, 1)
    return folder


@pytest.fixture(scope="module")
def own_service(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("swaps") / "log"
    with running(log, model_dir=models, model_poll_seconds=0.05, max_batch_size=2) as service:
        yield service


def _serve_alone(models: Path, version: int) -> None:
    draft = models / "rollout.json.draft"
    draft.write_text(json.dumps({"policy": {"specific": [version]}}))
    draft.rename(models / "rollout.json")


async def _call(client: httpx.AsyncClient, seen: Counter[tuple[int, str]], done: asyncio.Event) -> None:
    picture = digit_png(7)
    while not done.is_set():
        answer = await client.post("/predict", content=picture)
        seen[answer.status_code, answer.json().get("model", {}).get("version", "")] += 1
        await asyncio.sleep(0.005)


async def _swap(client: httpx.AsyncClient, models: Path, times: int) -> None:
    """One version for the other, each time waiting until it answers alone."""
    for index in range(times):
        version = 2 - index % 2
        _serve_alone(models, version)
        async with asyncio.timeout(120):
            while True:
                told = (await client.get("/models")).json()["versions"]
                if [each["version"] for each in told if each["state"] == "available"] == [str(version)]:
                    break
                await asyncio.sleep(0.02)


@pytest.mark.timeout(900)
@pytest.mark.anyio
async def test_a_hundred_swaps_under_load_refuse_nobody_and_give_their_memory_back(
    own_service: Service, models: Path
) -> None:
    seen: Counter[tuple[int, str]] = Counter()
    done = asyncio.Event()
    async with httpx.AsyncClient(base_url=own_service.url, timeout=60) as client:
        callers = [asyncio.create_task(_call(client, seen, done)) for _ in range(CALLERS)]
        await _swap(client, models, 10)
        before = own_service.memory()
        await _swap(client, models, SWAPS)
        after = own_service.memory()
        done.set()
        await asyncio.gather(*callers)
    assert set(seen) == {(200, "1"), (200, "2")}
    assert after - before < 40_000_000, f"{(after - before) / 1e6:.0f} MB more after {SWAPS} swaps"
