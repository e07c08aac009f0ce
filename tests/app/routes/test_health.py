import httpx
import pytest

from model.versions.store import View
from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem


def test_the_process_is_alive(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_the_service_is_ready_and_no_cache_remembers_it(client: httpx.Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_a_service_without_a_version_is_alive_but_not_ready(in_process: StartInProcess) -> None:
    async with in_process() as service:
        service.service.store.view = View()
        answer = await service.client.get("/readyz")
        assert_problem(answer, 503, "no version is loaded")
        assert answer.headers["retry-after"] == "1"
        assert (await service.client.get("/healthz")).status_code == 200
