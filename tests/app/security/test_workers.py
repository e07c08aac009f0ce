"""Keys and rates over two worker processes of a real service."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.app.security.holders import bearer, give, take_back
from tests.service import Service, running
from tests.waiting import wait_until

WITHIN_S = 1.0  # as it is promised


@dataclass(frozen=True)
class Keyed:
    service: Service
    file: Path
    manager: str

    def statuses(self, secret: str, number: int, path: str = "/models") -> list[int]:
        """Of so many requests, each on a connection of its own, so that both workers get their share."""
        with ThreadPoolExecutor(8) as executor:
            url, headers = self.service.url + path, {**bearer(secret), "Connection": "close"}
            asked = [executor.submit(httpx.get, url, headers=headers, timeout=60) for _ in range(number)]
            return [each.result().status_code for each in asked]


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    manager = give(file, "manager", manage=True)
    with running(tmp_path_factory.mktemp("keyed") / "log", api_keys=file, workers=2) as service:
        wait_until(lambda: service.log_file.read_text().count('"ready"') == 2)
        yield Keyed(service, file, manager)


def test_a_key_that_is_added_opens_and_one_that_is_taken_back_does_not_in_every_worker_within_a_second(
    keyed: Keyed,
) -> None:
    secret = give(keyed.file, "guest")
    time.sleep(WITHIN_S)
    assert set(keyed.statuses(secret, 32)) == {200}
    take_back(keyed.file, "guest")
    time.sleep(WITHIN_S)
    assert set(keyed.statuses(secret, 32)) == {401}
    assert set(keyed.statuses(keyed.manager, 16)) == {200}


def test_a_key_is_changed_without_a_refusal_in_between(keyed: Keyed) -> None:
    """The new one is there before the old one goes."""
    old = give(keyed.file, "app-1")
    wait_until(lambda: set(keyed.statuses(old, 16)) == {200})
    new = give(keyed.file, "app-2")
    wait_until(lambda: set(keyed.statuses(new, 16)) == {200})
    take_back(keyed.file, "app-1")
    assert set(keyed.statuses(new, 32)) == {200}


def test_a_file_that_makes_no_sense_changes_nothing_and_is_logged(keyed: Keyed) -> None:
    whole = keyed.file.read_bytes()
    keyed.file.write_text("half of i")

    def complaints() -> int:
        return sum("stay in force" in line["message"] for line in keyed.service.log())

    wait_until(lambda: set(keyed.statuses(keyed.manager, 16)) == {200} and complaints() == 2)
    time.sleep(1)
    assert set(keyed.statuses(keyed.manager, 16)) == {200}
    assert complaints() == 2  # once in each worker
    keyed.file.write_bytes(whole)


def test_a_rate_adds_up_over_the_workers(keyed: Keyed) -> None:
    secret = give(keyed.file, "limited", rate="30/hour")
    wait_until(lambda: keyed.statuses(secret, 1, "/healthz") == [200])
    time.sleep(WITHIN_S)
    statuses = keyed.statuses(secret, 90)
    assert (statuses.count(200), statuses.count(429)) == (30, 60)


def test_probes_need_no_key_and_everything_that_watches_does(keyed: Keyed) -> None:
    for path in ("/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"):
        assert httpx.get(keyed.service.url + path).status_code == 200
    for path in ("/metrics", "/monitoring/prometheus/metrics", "/docs", "/openapi.json", "/models"):
        assert httpx.get(keyed.service.url + path).status_code == 401
        assert httpx.get(keyed.service.url + path, headers=bearer(keyed.manager)).status_code == 200


def test_a_browser_opens_the_interface_with_the_key_as_a_password(keyed: Keyed) -> None:
    url = keyed.service.url.replace("http://", f"http://anybody:{keyed.manager}@")
    assert httpx.get(f"{url}/docs").status_code == 200


def test_refusals_are_counted_by_their_reason(keyed: Keyed) -> None:
    httpx.get(f"{keyed.service.url}/models")
    metrics = httpx.get(f"{keyed.service.url}/metrics", headers=bearer(keyed.manager)).text
    assert 'reason="key-needed"' in metrics


def test_no_key_is_in_the_log(keyed: Keyed) -> None:
    """Runs last."""
    log = keyed.service.log_file.read_text()
    assert '"key":"manager"' in log
    assert "digitscope_" not in log
