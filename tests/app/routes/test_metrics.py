"""GET /metrics speaks both of Prometheus's formats, and keeps on while the service is full."""

import httpx
import pytest
from prometheus_client.openmetrics import parser

from tests.app.conftest import StartInProcess
from tests.files import digit_png
from tests.prometheus import parse, scrape, total

PATHS = ("/metrics", "/monitoring/prometheus/metrics")
PROMETHEUS_ASKS = (  # as Prometheus 2.42 does
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["*/*", "text/plain", "text/html", "application/openmetrics-text; version=cats", ""])
def test_the_text_format_is_what_everyone_gets(client: httpx.Client, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert total(parse(answer.text), "digitscope_workers") == 1


@pytest.mark.parametrize("path", PATHS)
def test_who_knows_openmetrics_gets_that(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": PROMETHEUS_ASKS})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    told = parser.text_string_to_metric_families(answer.text)  # type: ignore[no-untyped-call]
    families = {family.name: family.type for family in told}
    assert families["digitscope_requests"] == "counter"
    assert families["digitscope_build"] == "info"


def test_other_methods_are_refused(client: httpx.Client) -> None:
    assert client.post("/metrics").status_code == 405


def test_every_metric_has_a_help_line_and_no_name_comes_twice(client: httpx.Client) -> None:
    lines = client.get("/metrics").text.splitlines()
    told = [line.split()[2] for line in lines if line.startswith("# HELP ")]
    assert len(told) == len(set(told))
    assert all(len(line.split(maxsplit=3)[3]) > 10 for line in lines if line.startswith("# HELP "))


def test_unknown_paths_do_not_make_series(client: httpx.Client) -> None:
    counts = []
    for turn in range(3):
        for index in range(5):
            client.get(f"/nowhere/{turn}/{index}")
            client.post(f"/v1/models/{turn}{index}:predict")
            client.get(f"/v2/models/{turn}{index}")
        counts.append(len(scrape(client)))
    assert counts[1] == counts[2]


@pytest.mark.anyio
async def test_a_service_in_one_process_counts_for_itself(in_process: StartInProcess) -> None:
    async with in_process() as started:
        await started.client.post("/predict", content=digit_png(7))
        series = parse((await started.client.get("/metrics")).text)
    assert total(series, "digitscope_requests_total", {"door": "predict"}) == 1
    assert total(series, "digitscope_readings_total", {"version": "2"}) == 1
