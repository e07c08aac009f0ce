"""Bodies that together would take more memory than they may: a real process with room for one large one."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from app.body_budget import FREE_BYTES, BodyBudget
from app.metrics.labels import REASONS
from model.errors import Overloaded
from tests.app.problems import assert_problem
from tests.files import digit_png, encode, written
from tests.service import Service, everything, running
from tests.waiting import wait_until

PNG = digit_png(7)
ROOM = 1_000_000
LARGE = bytes(ROOM)  # no picture
DOORS = ["/predict", "/v1/models/digits:predict", "/v2/models/digits/infer"]


def test_the_first_64_kilobytes_of_a_body_take_nothing() -> None:
    bodies, states = BodyBudget(10), [dict[str, Any](), dict[str, Any]()]
    for size in (FREE_BYTES, FREE_BYTES + 4, FREE_BYTES + 9):
        bodies.hold(states[0], size)
    bodies.hold(states[1], FREE_BYTES + 1)
    with pytest.raises(Overloaded, match=r"may have 10 bytes.* 10 are taken, and 1 more of this one") as refused:
        bodies.hold(states[1], FREE_BYTES + 2)
    assert refused.value.reason in REASONS
    bodies.hold(states[1], FREE_BYTES)


def test_what_a_request_has_taken_is_given_back_once() -> None:
    bodies, states = BodyBudget(10), [dict[str, Any](), dict[str, Any]()]
    for _ in range(2):
        bodies.hold(states[0], FREE_BYTES + 10)
        with pytest.raises(Overloaded):
            bodies.hold(states[1], FREE_BYTES + 1)
        for state in (*states, *states):
            bodies.give_back(state)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    limits = {"max_upload_bytes": ROOM, "max_bodies_bytes": ROOM}
    with running(tmp_path_factory.mktemp("small") / "log", **limits) as service:
        yield service


@pytest.fixture
def ask(small: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=small.url, timeout=60) as client:
        yield client


def wait_until_all_is_given_back(ask: httpx.Client) -> None:
    """Until the largest body fits that there may be: it takes all the room but the 64 kB that are free."""
    wait_until(lambda: ask.post("/predict", content=LARGE).status_code == 415, within_s=30)


@contextmanager
def half_sent(service: Service, ask: httpx.Client) -> Iterator[socket.socket]:
    """An upload that goes no further, and leaves less room than a large body needs. Others came to nothing if need be:
    of two that arrive at once the one gets the room that the other lacks.
    """
    wait_until_all_is_given_back(ask)
    with ExitStack() as stack:
        while True:
            upload = stack.enter_context(service.uploading(ROOM))
            upload.sendall(LARGE[: ROOM // 2])
            if [ask.post(door, content=LARGE).status_code for door in DOORS] == [503] * len(DOORS):
                break
        yield upload


def test_the_next_large_body_is_refused_and_small_ones_are_read(small: Service, ask: httpx.Client) -> None:
    with half_sent(small, ask):
        answer = ask.post("/predict", content=LARGE)
        assert_problem(answer, 503, "may have 1,000,000 bytes", "are taken", "send less at once")
        assert int(answer.headers["retry-after"]) >= 1
        for door in DOORS[1:]:
            packed = {"content": gzip.compress(LARGE), "headers": {"Content-Encoding": "gzip"}}
            for answer in (ask.post(door, content=LARGE), ask.post(door, **packed)):  # type: ignore[arg-type]
                assert (answer.status_code, list(answer.json())) == (503, ["error"])
                assert "may have 1,000,000 bytes" in answer.json()["error"]
        assert ask.post("/predict", content=PNG).json()["digit"] == 7
        assert 'digitscope_refusals_total{door="predict",reason="bodies-full"}' in ask.get("/metrics").text
    wait_until_all_is_given_back(ask)


def test_clients_that_go_away_in_the_middle_give_all_back(small: Service, ask: httpx.Client) -> None:
    for _ in range(3):
        with half_sent(small, ask):
            pass
        wait_until_all_is_given_back(ask)


def test_whatever_is_answered_gives_all_back(small: Service, ask: httpx.Client) -> None:
    """Read or refused: a picture, what is none, too large a body, one that goes on when others were refused."""
    picture = encode(written(7, side=550), "BMP")
    wait_until_all_is_given_back(ask)
    for _ in range(3):
        assert ask.post("/predict", content=picture).json()["digit"] == 7
        assert ask.post("/v1/models/digits:predict", content=LARGE).status_code == 400
        assert ask.post("/predict", content=(LARGE for _ in range(2))).status_code == 413
    with half_sent(small, ask) as upload:
        upload.sendall(LARGE[ROOM // 2 :])
        assert everything(upload).startswith(b"HTTP/1.1 415")
    assert ask.post("/predict", content=picture).json()["digit"] == 7
    wait_until_all_is_given_back(ask)
