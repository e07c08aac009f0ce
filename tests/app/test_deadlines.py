"""Answers that nobody waits for any more: a real process whose batches wait for company."""

import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem
from tests.files import digit_png, encode, written
from tests.service import Service, running
from tests.waiting import wait_until

PNG, PHOTO = digit_png(7), encode(written(7, side=2000))
DELAY_S = 5.0  # for which a picture waits for others
LATER_S = 5  # by how much a busy machine may be late


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("waiting") / "log", batch_timeout_micros=int(DELAY_S * 1e6)) as service:
        yield service


@pytest.fixture
def ask(waiting: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=waiting.url, timeout=60) as client:
        yield client


def inferences(client: httpx.Client) -> int:
    """How many pictures the model has been asked for."""
    return sum(each["inference_count"] for each in client.get("/v2/models/digits/stats").json()["model_stats"])


def test_what_is_not_answered_in_time_is_a_504_and_never_reaches_the_model(ask: httpx.Client) -> None:
    before, started = inferences(ask), time.monotonic()
    answer = ask.post("/predict", content=PNG, headers={"X-Request-Timeout-Ms": "200"})
    assert_problem(answer, 504, "no answer within 200 ms", "X-Request-Timeout-Ms")
    assert time.monotonic() - started < DELAY_S
    assert ask.post("/predict", content=PNG).status_code == 200  # after the delay of both
    assert inferences(ask) == before + 1


@pytest.mark.parametrize("value", ["60000", "000000000060000"])
def test_enough_time_changes_nothing(ask: httpx.Client, value: str) -> None:
    answer = ask.post("/predict", content=PNG, headers={"X-Request-Timeout-Ms": value})
    assert answer.json()["digit"] == 7


@pytest.mark.parametrize("path", ["/predict", "/feature-maps", "/read"])
def test_a_picture_that_is_still_worked_on_is_given_up_too(ask: httpx.Client, path: str) -> None:
    answer = ask.post(path, content=PHOTO, headers={"X-Request-Timeout-Ms": "1"})
    assert_problem(answer, 504, "no answer within 1 ms")


def test_the_protocols_tell_it_in_their_own_words(ask: httpx.Client) -> None:
    hurry = {"X-Request-Timeout-Ms": "100"}
    image = [[0] * 28] * 28
    tensor = {"name": "image", "shape": [1, 28, 28], "datatype": "UINT8", "data": [image]}
    for answer in (
        ask.post("/v1/models/digits:predict", json={"instances": [image]}, headers=hurry),
        ask.post("/v2/models/digits/infer", json={"inputs": [tensor]}, headers=hurry),
    ):
        assert answer.status_code == 504
        assert list(answer.json()) == ["error"]
        assert "no answer within 100 ms" in answer.json()["error"]


def test_a_client_that_goes_away_leaves_nothing_behind_to_be_done(ask: httpx.Client, waiting: Service) -> None:
    before = inferences(ask)
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nX-Request-ID: gone\r\nContent-Length: %d\r\n\r\n" % len(PNG)
    started = time.monotonic()
    with socket.create_connection(waiting.address) as connection:
        connection.sendall(head + PNG)
        wait_until(lambda: "digitscope_requests_in_flight 2.0" in ask.get("/metrics").text)  # it, and this one
    (line,) = waiting.request_lines("gone", within_s=LATER_S)
    assert (line["status"], line["level"]) == (499, "info")
    assert line["ms"] < DELAY_S * 1000
    assert time.monotonic() - started < DELAY_S + LATER_S
    assert ask.post("/predict", content=PNG).status_code == 200
    assert inferences(ask) == before + 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    "value",
    ["0", "-5", "soon", "1.5", "", "86400001", "9" * 5000, "½", "000000001" + "9" * 9, "000000001" + "0" * 310],
    ids=range(10),
)
async def test_a_timeout_that_makes_no_sense_is_refused(in_process: StartInProcess, value: str) -> None:
    async with in_process() as service:
        headers = {b"X-Request-Timeout-Ms": value.encode("latin-1")}
        answer = await service.client.post("/predict", content=PNG, headers=headers)
        assert_problem(answer, 422, "whole number of milliseconds from 1 to 86400000")
        answer = await service.client.post("/v2/models/digits/infer", content=PNG, headers=headers)
        assert answer.status_code == 400
        assert list(answer.json()) == ["error"]
