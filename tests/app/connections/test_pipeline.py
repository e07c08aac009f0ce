"""Many requests at once on one connection: a real process, and a client that does not wait for answers."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from app.connections.pipeline import MAX_AT_ONCE
from tests.app.connections.test_protocol import connected
from tests.files import digit_png
from tests.service import Service, everything, running

PNG = digit_png(7)
ASK = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LONG = "GET / HTTP/1.1\r\nX: " + "x" * 400_000
PREDICT = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(PNG) + PNG


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("asked") / "log") as service:
        yield service


def refused(service: Service) -> float:
    """How many requests have been refused without a door of their own."""
    lines = httpx.get(f"{service.url}/metrics", timeout=60).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('digitscope_refusals_total{door="other"'))


@pytest.mark.parametrize("number", [2, MAX_AT_ONCE])
@pytest.mark.parametrize("behind", ["nonsense\r\n\r\n", LONG])
def test_so_many_are_answered_in_their_order_whatever_comes_behind(asked: Service, number: int, behind: str) -> None:
    before = refused(asked)
    names = [f"ask-{index}" for index in range(number)]
    asks = [f"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-ID: {name}\r\n\r\n" for name in names]
    with connected(asked) as connection:
        connection.sendall("".join([*asks, behind]).encode())
        answers = everything(connection).decode()
    assert re.findall(r"x-request-id: (\S+)", answers) == names
    assert refused(asked) == before + 1


@pytest.mark.parametrize("ask", [ASK, PREDICT])
def test_of_more_the_first_are_answered_before_the_connection_ends(asked: Service, ask: bytes) -> None:
    with connected(asked) as connection:
        connection.sendall(ask * 100)
        answers = everything(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == MAX_AT_ONCE
    assert answers.count(b"HTTP/1.1 ") == MAX_AT_ONCE
    assert answers.lower().count(b"connection: close") == 1


def test_a_crowd_that_never_reads_takes_little_memory_and_harms_nobody(asked: Service) -> None:
    with httpx.Client(base_url=asked.url, timeout=60) as client, ExitStack() as stack:
        assert client.post("/predict", content=PNG).json()["digit"] == 7
        before = asked.memory()
        for _ in range(20):
            connection = stack.enter_context(connected(asked))
            connection.setblocking(False)  # send what the kernel takes
            connection.send(ASK * 20_000)
        for _ in range(20):
            assert client.post("/predict", content=PNG).json()["digit"] == 7
        assert asked.memory() - before < 50_000_000
