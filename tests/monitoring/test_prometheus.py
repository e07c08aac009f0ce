"""A real Prometheus scrapes a real service of two workers, and answers what the dashboard and the alerts ask."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.app.v2.wire import infer
from tests.files import blank_png, digit_png
from tests.monitoring.test_dashboard import queries
from tests.prometheus import program, scrape, total
from tests.service import Service
from tests.waiting import wait_until

MONITORING = Path(__file__).parents[2] / "monitoring"
BUSY = {"DigitscopeDown", "DigitscopeSlow", "DigitscopeLoopHeldUp"}  # pending where the machine stands still


@dataclass(frozen=True)
class Prometheus:
    """One that scrapes every two seconds."""

    client: httpx.Client

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What it answers now; each has `metric` and `value`."""
        answer = self.client.get("/api/v1/query", params={"query": expression})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def number(self, expression: str) -> float:
        """The value of the one series that it answers with."""
        self.wait_for(expression)
        (only,) = self.query(expression)
        return float(only["value"][1])

    def wait_for(self, expression: str, within_s: float = 30) -> None:
        """Until it answers anything."""
        deadline = time.monotonic() + within_s
        while not self.query(expression):
            assert time.monotonic() < deadline, expression
            time.sleep(0.2)


@pytest.fixture(scope="module")
def prometheus(watched: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    folder = tmp_path_factory.mktemp("prometheus")
    shutil.copy(MONITORING / "alerts.yml", folder)
    config = (MONITORING / "prometheus.yml").read_text().replace("15s", "2s")
    (folder / "prometheus.yml").write_text(config.replace("localhost:8000", watched.url.removeprefix("http://")))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = [f"--web.listen-address={address}", "--config.file=prometheus.yml", "--storage.tsdb.path=data"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program("prometheus"), *options], cwd=folder, stderr=log)
    try:
        with httpx.Client(base_url=f"http://{address}", timeout=30) as client:
            _wait_until_ready(client, process, folder / "log")
            yield Prometheus(client)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if client.get("/-/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(log.read_text())


@pytest.fixture(scope="module")
def busy(watched: Service, prometheus: Prometheus) -> None:
    """The service has been asked through all doors, and Prometheus has seen it before, in between and since."""
    prometheus.wait_for("digitscope_workers == 2")
    with httpx.Client(base_url=watched.url, headers={"Connection": "close"}, timeout=60) as client:
        for turn in range(3):
            seen = prometheus.number("sum(digitscope_pictures_total)") if turn else 0
            for digit in range(10):
                assert client.post("/predict", content=digit_png(digit, seed=turn)).status_code == 200
            client.post("/predict", content=blank_png())
            client.post("/predict", content=b"no picture")
            client.post("/read", content=digit_png(7))
            client.post("/feature-maps/conv2d", content=digit_png(7))
            infer(client, {"image": np.zeros((1, 28, 28), np.uint8)})
            client.get("/nowhere")
            prometheus.wait_for(f"sum(digitscope_pictures_total) > {seen + 10}")


@pytest.mark.usefixtures("busy")
def test_promtool_finds_nothing_wrong_with_the_metrics(visitor: httpx.Client) -> None:
    """Names, units and help lines as Prometheus's conventions have them."""
    text = visitor.get("/metrics").content
    done = subprocess.run([program("promtool"), "check", "metrics"], input=text, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.usefixtures("busy")
def test_it_scrapes_without_an_error(prometheus: Prometheus) -> None:
    prometheus.wait_for("up == 1")
    (target,) = prometheus.client.get("/api/v1/targets").json()["data"]["activeTargets"]
    assert (target["health"], target["lastError"]) == ("up", "")


@pytest.mark.usefixtures("busy")
def test_it_knows_each_metric_by_its_type_and_help(prometheus: Prometheus) -> None:
    known = prometheus.client.get("/api/v1/metadata").json()["data"]
    assert {name: known[name][0]["type"] for name in known if name.startswith("digitscope_request")} == {
        "digitscope_requests": "counter",  # as OpenMetrics has it, which Prometheus asks for
        "digitscope_request_duration_seconds": "histogram",
        "digitscope_requests_in_flight": "gauge",
    }


@pytest.mark.usefixtures("busy")
def test_its_sums_are_what_was_sent(prometheus: Prometheus, visitor: httpx.Client) -> None:
    name, labels = "digitscope_requests_total", {"door": "predict", "status": "200"}
    before = total(scrape(visitor), name, labels)
    for _ in range(7):
        visitor.post("/predict", content=digit_png(3))
    prometheus.wait_for(f'sum({name}{{door="predict", status="200"}}) == {before + 7}')


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("expression", queries(), ids=range(len(queries())))
def test_it_answers_every_query_of_the_dashboard(prometheus: Prometheus, expression: str) -> None:
    """With numbers, unless it asks for what has not happened since it looks."""
    if not re.search("swap|version_failed|version_load_duration", expression):
        wait_until(lambda: bool({each["value"][1] for each in prometheus.query(expression)} - {"NaN"}), 30)


@pytest.mark.usefixtures("busy")
def test_none_of_the_alerts_fires_for_a_service_that_is_well(prometheus: Prometheus) -> None:
    (group,) = prometheus.client.get("/api/v1/rules").json()["data"]["groups"]
    states = {rule["name"]: rule["state"] for rule in group["rules"]}
    assert {states[name] for name in BUSY} <= {"inactive", "pending"}
    assert {name for name in states.keys() - BUSY if states[name] != "inactive"} == set()
    assert {rule["health"] for rule in group["rules"]} == {"ok"}
