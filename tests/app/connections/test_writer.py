"""What an answer is written to: its head goes with its body, and nothing is kept back for longer."""

from asyncio import Transport
from collections.abc import Iterator

import pytest

from app.connections.writer import AnswerWriter
from tests.app.connections.test_protocol import connected
from tests.service import Service, running

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"


class Recorded(Transport):
    """A transport that keeps what it is given, and that it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.did: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.did.append(bytes(data))

    def close(self) -> None:
        self.did.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.did


@pytest.fixture
def transport() -> Recorded:
    return Recorded()


@pytest.fixture
def writer(transport: Recorded) -> AnswerWriter:
    return AnswerWriter(transport)


def test_the_head_is_sent_with_the_beginning_of_the_body(transport: Recorded, writer: AnswerWriter) -> None:
    for data in (HEAD, b"ab", b"cd"):
        writer.write(data)
    assert transport.did == [HEAD + b"ab", b"cd"]


def test_a_head_alone_is_sent_once_its_answer_ends(transport: Recorded, writer: AnswerWriter) -> None:
    writer.write(HEAD)
    assert transport.did == []
    writer.flush()
    writer.flush()
    assert transport.did == [HEAD]


def test_a_head_alone_is_sent_before_the_connection_ends(transport: Recorded, writer: AnswerWriter) -> None:
    writer.write(HEAD)
    assert not writer.is_closing()
    writer.close()
    assert transport.did == [HEAD, "closed"]
    assert writer.is_closing()


def test_leave_to_go_on_is_given_at_once(transport: Recorded, writer: AnswerWriter) -> None:
    for data in (b"HTTP/1.1 100 Continue\r\n\r\n", HEAD, b"abcd"):
        writer.write(data)
    assert transport.did == [b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"abcd"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("served") / "log") as service:
        yield service


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_comes_in_one_piece_and_so_does_the_next(served: Service, method: str) -> None:
    with connected(served) as connection:
        for _ in range(20):
            connection.sendall(f"{method} /healthz HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            assert len(body) == (length if method == "GET" else 0)
