"""Traces arrive at a collector with a span for each stage, and no request waits for it or fails by it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import httpx
import numpy as np
import pytest

from app.tracing import Tracing
from tests.app.v2.wire import infer
from tests.files import digit_png
from tests.otlp import Collected, attributes_of, collecting
from tests.service import Service, environment, running

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
OF_A_PICTURE = ["decode", "normalise", "queue", "model", "render"]


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Collected]]:
    """A service that sends its traces to a collector."""
    with collecting() as (address, collected), pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENDPOINT, address)
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        with running(tmp_path_factory.mktemp("traced") / "log") as service:
            patch.undo()  # it is the service's alone
            yield service, collected


def ask(
    service: Service, path: str, content: bytes = b"", flags: str = "01", **headers: str
) -> tuple[str, httpx.Response]:
    """A new trace's id, and the answer to a request that belongs to it."""
    trace_id = uuid4().hex
    parent = {"traceparent": f"00-{trace_id}-00000000000000ab-{flags}"}
    return trace_id, httpx.post(f"{service.url}{path}", content=content, headers=parent | headers, timeout=60)


def test_a_request_has_a_span_and_each_of_its_stages_one_beneath_it(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    trace_id, answer = ask(service, "/predict", digit_png(7))
    assert answer.status_code == 200
    spans = collected.trace(trace_id)
    (request,) = [span for span in spans if span.kind == span.SPAN_KIND_SERVER]
    stages = sorted((span for span in spans if span is not request), key=lambda span: span.start_time_unix_nano)
    assert (request.name, request.parent_span_id.hex()) == ("POST /predict", "00000000000000ab")
    assert [span.name for span in stages] == OF_A_PICTURE
    assert {span.parent_span_id for span in stages} == {request.span_id}
    moments = [moment for span in stages for moment in (span.start_time_unix_nano, span.end_time_unix_nano)]
    assert request.start_time_unix_nano <= moments[0]
    assert moments[-1] <= request.end_time_unix_nano
    assert all(before <= after + 1000 for before, after in pairwise(moments))
    assert abs(request.end_time_unix_nano / 1e9 - time.time()) < 60
    told = attributes_of(request)
    assert {name: told[name] for name in ("http.route", "http.response.status_code", "digitscope.version")} == {
        "http.route": "/predict",
        "http.response.status_code": 200,
        "digitscope.version": "2",
    }
    assert told["digitscope.request_id"] == answer.headers["x-request-id"]
    assert collected.resource()["service.name"] == "digitscope"


def test_the_callers_trace_goes_on_in_the_answer_and_in_the_log(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    trace_id, answer = ask(service, "/predict", digit_png(7), tracestate="vendor=1")
    version, told, span_id, flags = answer.headers["traceparent"].split("-")
    assert (version, told, flags) == ("00", trace_id, "01")
    assert answer.headers["traceresponse"] == answer.headers["traceparent"]
    (line,) = service.request_lines(answer.headers["x-request-id"])
    assert (line["trace_id"], line["span_id"]) == (trace_id, span_id)
    (request,) = [span for span in collected.trace(trace_id) if span.kind == span.SPAN_KIND_SERVER]
    assert (request.span_id.hex(), request.trace_state) == (span_id, "vendor=1")


def test_without_a_sound_caller_a_trace_begins(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    answer = httpx.get(f"{service.url}/summary", headers={"traceparent": "cats"}, timeout=60)
    (request,) = collected.trace(answer.headers["traceparent"].split("-")[1])
    assert (request.name, request.parent_span_id) == ("GET /summary", b"")


def test_what_the_caller_does_not_record_is_not_sent(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    dropped, answer = ask(service, "/predict", digit_png(7), flags="00")
    assert answer.headers["traceparent"].split("-")[1::2] == [dropped, "00"]
    sent, _ = ask(service, "/predict", digit_png(7))
    assert collected.trace(sent)
    assert collected.trace(dropped, within_s=0.5) == []


def test_every_door_has_its_stages(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    with httpx.Client(base_url=service.url, timeout=60) as client:
        answers = {
            "/v2/models/{model}/infer": infer(client, {"image": np.zeros((2, 28, 28), np.uint8)}),
            "/v1/models/{model}:predict": client.post(
                "/v1/models/digits:predict", json={"instances": np.zeros((2, 28, 28), int).tolist()}
            ),
            "/read": client.post("/read", content=digit_png(7)),
        }
    for route, answer in answers.items():
        assert answer.status_code == 200, answer.text
        spans = collected.trace(answer.headers["traceparent"].split("-")[1])
        assert {"queue", "model"} < {span.name for span in spans}, route
        (request,) = [span for span in spans if span.kind == span.SPAN_KIND_SERVER]
        assert attributes_of(request)["digitscope.version"] == "2"


def test_an_error_of_the_clients_is_none_of_ours(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    trace_id, answer = ask(service, "/predict", b"no picture")
    (request,) = [span for span in collected.trace(trace_id) if span.kind == span.SPAN_KIND_SERVER]
    assert attributes_of(request)["http.response.status_code"] == answer.status_code == 415
    assert request.status.code == 0


def test_unknown_paths_make_no_names(traced: tuple[Service, Collected]) -> None:
    service, collected = traced
    trace_id, _ = ask(service, f"/{uuid4().hex}")
    (request,) = collected.trace(trace_id)
    assert request.name == "POST"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v2/health/live", "/metrics"])
def test_probes_and_scrapes_are_not_traced(traced: tuple[Service, Collected], path: str) -> None:
    service, _ = traced
    assert "traceparent" not in httpx.get(f"{service.url}{path}", timeout=60).headers


@pytest.mark.parametrize("listens", [True, False], ids=["a collector that never answers", "no collector"])
def test_no_request_waits_for_the_collector_and_none_fails(tmp_path: Path, listens: bool) -> None:
    """Nor does the end of the service, for more than a moment."""
    with socket.socket() as silent, pytest.MonkeyPatch.context() as patch:
        silent.bind(("127.0.0.1", 0))
        if listens:
            silent.listen(64)
        patch.setenv(ENDPOINT, f"http://127.0.0.1:{silent.getsockname()[1]}")
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        patch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "16")
        patch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "8")
        with running(tmp_path / "log") as service, httpx.Client(base_url=service.url, timeout=20) as client:
            statuses = {client.post("/predict", content=digit_png(7)).status_code for _ in range(50)}
            assert statuses == {200}
            started = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - started < 20


def test_a_service_that_does_not_trace_tells_its_callers_trace_in_the_log(service: Service) -> None:
    trace_id, answer = ask(service, "/predict", digit_png(7))
    assert "traceparent" not in answer.headers
    (line,) = service.request_lines(answer.headers["x-request-id"])
    assert (line["trace_id"], line["span_id"]) == (trace_id, "00000000000000ab")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {ENDPOINT: ""},
        {ENDPOINT: "http://x", "OTEL_SDK_DISABLED": "true"},
        {ENDPOINT: "http://x", "OTEL_TRACES_EXPORTER": "none"},
    ],
    ids=["nothing set", "empty", "disabled", "another exporter"],
)
def test_it_is_off_unless_a_collector_is_named(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Tracing.of_environment() is None


def test_nothing_is_imported_while_it_is_off() -> None:
    code = (
        "import sys; from app.main import create_app; from app.tracing import Tracing; create_app();"
        "assert Tracing.of_environment() is None;"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), timeout=120)
    assert (done.stdout, done.stderr) == ("[]\n", "")
