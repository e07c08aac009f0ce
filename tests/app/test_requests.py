"""What surrounds every request: its id, its times and its line in the log."""

import re
import socket

import httpx
import pytest

from tests.files import digit_png, encode, written
from tests.service import Service

PNG = digit_png(7)
IDS = ["abc", "0b6ef1d0-5c0e-4d4a-9f46-2f0ed4ff3d3c", "a.b_c:d/e+f=g-h", "x" * 128]
UNSOUND_IDS = ["", "x" * 129, "with space", 'quote"', "<b>", "line\\nbreak", "ünïcode"]


@pytest.mark.parametrize("request_id", IDS)
def test_a_sound_request_id_is_kept(client: httpx.Client, request_id: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": request_id}).headers["x-request-id"] == request_id


@pytest.mark.parametrize("request_id", UNSOUND_IDS)
def test_an_unsound_request_id_is_replaced(client: httpx.Client, request_id: str) -> None:
    answer = client.get("/healthz", headers={b"X-Request-ID": request_id.encode()})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_every_request_without_an_id_gets_its_own(client: httpx.Client) -> None:
    ids = {client.get("/healthz").headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


def timings(answer: httpx.Response) -> dict[str, float]:
    parts = [part.split(";dur=") for part in answer.headers["server-timing"].split(", ")]
    return {name: float(milliseconds) for name, milliseconds in parts}


@pytest.mark.parametrize("picture", [PNG, encode(written(7, side=24))], ids=["large", "tiny"])
def test_the_answer_tells_what_each_stage_took(client: httpx.Client, picture: bytes) -> None:
    times = timings(client.post("/predict", content=picture))
    assert list(times) == ["decode", "normalise", "queue", "model", "render", "total"]
    assert all(milliseconds >= 0 for milliseconds in times.values())
    assert times["total"] >= times["decode"] + times["normalise"]


def test_feature_maps_tell_what_each_stage_took(client: httpx.Client) -> None:
    answer = client.post("/feature-maps/conv2d", content=PNG, headers={"Accept": "image/png"})
    assert list(timings(answer)) == ["decode", "normalise", "model", "draw", "total"]


def test_an_error_tells_what_it_took_and_its_id_too(client: httpx.Client) -> None:
    answer = client.post("/predict", content=b"no picture")
    assert "total" in timings(answer)
    assert answer.headers["x-request-id"] in answer.json()["instance"]


@pytest.mark.parametrize(("content", "status"), [(PNG, 200), (b"no picture", 415)])
def test_a_request_leaves_one_line_in_the_log_with_its_stages(
    client: httpx.Client, service: Service, content: bytes, status: int
) -> None:
    answer = client.post("/predict?top=2", content=content)
    (line,) = service.request_lines(answer.headers["x-request-id"])
    assert {key: line[key] for key in ("level", "message", "method", "path", "status")} == {
        "level": "info",
        "message": "request",
        "method": "POST",
        "path": "/predict",
        "status": status,
    }
    told = timings(answer)
    assert line["stages_ms"] == pytest.approx({name: told[name] for name in told if name != "total"}, abs=0.01)
    assert line["ms"] >= told["total"] - 0.01
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])


def test_nothing_but_json_lines_is_in_the_log(client: httpx.Client, service: Service) -> None:
    client.get("/nowhere%0a%22%00{")
    assert service.log()
    assert all({"time", "level", "logger", "message"} <= set(line) for line in service.log())


def test_a_client_that_goes_away_is_logged_as_such_and_harms_nobody(client: httpx.Client, service: Service) -> None:
    with socket.create_connection(service.address) as connection:
        connection.sendall(
            b"POST /predict HTTP/1.1\r\nHost: x\r\nX-Request-ID: departed\r\nContent-Length: 1000\r\n\r\nabc"
        )
    (line,) = service.request_lines("departed")
    assert (line["status"], line["level"]) == (499, "info")
    assert client.post("/predict", content=PNG).status_code == 200
