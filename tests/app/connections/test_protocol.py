"""Clients that hold connections: a real process, real sockets, on this machine alone."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from tests.files import digit_png
from tests.service import Service, everything, launch, running

PNG = digit_png(7)
HEAD_S, BODY_S, CONNECTIONS = 2, 3, 20
LATER_S = 15  # by how much a busy machine may be late
DOORS = ["/predict", "/read", "/v1/models/digits:predict", "/v2/models/digits/infer", "/v2/repository/index"]


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with little patience."""
    limits = {"head_timeout_seconds": HEAD_S, "body_timeout_seconds": BODY_S, "max_connections": CONNECTIONS}
    with running(tmp_path_factory.mktemp("hurried") / "log", **limits) as service:
        yield service


@contextmanager
def connected(service: Service) -> Iterator[socket.socket]:
    with socket.create_connection(service.address, timeout=30) as connection:
        yield connection


def closed_after(connection: socket.socket) -> tuple[bytes, float]:
    started = time.monotonic()
    return everything(connection), time.monotonic() - started


def seconds_until_cut_off(connection: socket.socket, piece: bytes, pause_s: float) -> float:
    """How long pieces can be sent."""
    started = time.monotonic()
    try:
        while time.monotonic() - started < 30:
            connection.sendall(piece)
            time.sleep(pause_s)
    except OSError:  # a reset, or a broken pipe
        return time.monotonic() - started
    raise AssertionError("nothing cut it off")


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_come_to_its_end_is_cut_off(hurried: Service, begun: bytes) -> None:
    with connected(hurried) as connection:
        connection.sendall(begun)
        answer, seconds = closed_after(connection)
    assert HEAD_S - 1 < seconds < HEAD_S + LATER_S
    if begun.strip():
        assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert b"nosniff" in answer
        assert f"may take {HEAD_S} s".encode() in answer
    else:
        assert answer == b""


def test_a_head_that_trickles_is_cut_off_too(hurried: Service) -> None:
    """Slowloris: a header every tenth of a second, without an end."""
    with connected(hurried) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        assert seconds_until_cut_off(connection, b"X-Slow: 1\r\n", pause_s=0.1) < HEAD_S + LATER_S


@pytest.mark.parametrize("at_once", [False, True])
def test_a_second_request_on_a_connection_has_as_little_time(hurried: Service, *, at_once: bool) -> None:
    whole, begun = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /heal"
    with connected(hurried) as connection:
        connection.sendall(whole + begun if at_once else whole)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        if not at_once:
            connection.sendall(begun)
        answer, seconds = closed_after(connection)
    assert b"HTTP/1.1 408" in answer
    assert seconds < HEAD_S + LATER_S


@pytest.mark.parametrize("path", DOORS)
def test_a_body_that_stops_is_answered_with_408_in_the_doors_own_words(hurried: Service, path: str) -> None:
    with connected(hurried) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc".encode())
        answer, seconds = closed_after(connection)
    assert BODY_S - 1 < seconds < BODY_S + LATER_S
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in head.lower()
    document = orjson.loads(body)
    if path.startswith(("/v1", "/v2")):
        assert list(document) == ["error"]
        assert "3 of" not in document["error"]
    else:
        assert document["type"] == "/problems/too-slow"
    told = document.get("detail") or document["error"]
    assert f"may take {BODY_S} s to arrive; 3 bytes of this one have" in told


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_trickles_is_cut_off_too(hurried: Service, *, chunked: bool) -> None:
    with connected(hurried) as connection:
        size = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 100000"
        connection.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\n" + size + b"\r\n\r\n")
        connection.settimeout(0.1)
        started, answer = time.monotonic(), b""
        while time.monotonic() - started < 30 and not answer:
            connection.sendall(b"1\r\nx\r\n" if chunked else b"x")
            try:
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")
    assert BODY_S - 1 < time.monotonic() - started < BODY_S + LATER_S


def test_a_small_json_body_has_as_little_time(hurried: Service) -> None:
    with connected(hurried) as connection:
        head = (
            "POST /models/promote HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99"
        )
        connection.sendall(f"{head}\r\n\r\n{{".encode())
        answer, seconds = closed_after(connection)
    assert answer.startswith(b"HTTP/1.1 408")
    assert seconds < BODY_S + LATER_S


def test_a_body_that_takes_its_time_within_the_limit_is_read(hurried: Service) -> None:
    with connected(hurried) as connection:
        head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: {len(PNG)}\r\nConnection: close\r\n\r\n".encode()
        connection.sendall(head[:40])
        time.sleep(0.1)
        connection.sendall(head[40:])
        for start in range(0, len(PNG), -(-len(PNG) // 4)):
            time.sleep(0.1)
            connection.sendall(PNG[start : start + -(-len(PNG) // 4)])
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"digit":7' in answer


def test_a_client_that_does_not_take_its_answer_is_cut_off(hurried: Service) -> None:
    """Every layer's maps as JSON, asked for and never read."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(hurried.address)
        connection.settimeout(30)
        ask = b"POST /feature-maps?values=true HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(PNG) + PNG
        for _ in range(8):
            connection.sendall(ask)
        time.sleep(BODY_S + 6)
        assert not everything(connection).endswith(b"}")  # what was in the socket's buffer, and no end


@pytest.mark.parametrize("what", ["one long header", "many headers", "a long path"])
def test_a_head_of_more_than_64_kilobytes_is_refused(hurried: Service, what: str) -> None:
    heads = {
        "one long header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 70_000,
        "many headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X-Short: 1\r\n" * 7_000,
        "a long path": b"GET /" + b"x" * 70_000,
    }
    with connected(hurried) as connection:
        connection.sendall(heads[what])
        assert everything(connection).startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")


def test_a_whole_head_that_is_too_large_is_refused_as_well(hurried: Service) -> None:
    answer = httpx.get(f"{hurried.url}/healthz", headers={"X-Long": "x" * 66_000})
    assert answer.status_code == 431
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("the head of a request may have 65,536 bytes")
    assert httpx.get(f"{hurried.url}/healthz", headers={"X-Long": "x" * 60_000}).status_code == 200


def test_what_follows_a_body_in_chunks_is_bounded_too(hurried: Service) -> None:
    """Trailers are headers that come late, and nobody counts them elsewhere."""
    with connected(hurried) as connection:
        connection.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
        seconds_until_cut_off(connection, b"X-Trailer: " + b"x" * 1000 + b"\r\n", pause_s=0.0002)
    assert httpx.get(f"{hurried.url}/healthz").status_code == 200


def test_what_is_no_http_is_refused_and_closed(hurried: Service) -> None:
    with connected(hurried) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # as TLS begins
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"no HTTP request" in answer
    assert b"nosniff" in answer


def test_a_request_for_another_protocol_is_answered_as_http(hurried: Service) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"}
    assert httpx.get(f"{hurried.url}/healthz", headers=headers).status_code == 200


def test_idle_connections_make_room_for_others(hurried: Service) -> None:
    """Three times as many as may be; who asks something is served all along."""
    with ExitStack() as stack:
        for _ in range(3 * CONNECTIONS):
            stack.enter_context(connected(hurried)).sendall(b"GET /heal")
            assert httpx.get(f"{hurried.url}/healthz", timeout=10).status_code == 200
    assert httpx.post(f"{hurried.url}/predict", content=PNG, timeout=30).json()["digit"] == 7


def test_connections_in_use_are_kept_and_more_are_refused_but_for_probes(hurried: Service) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(hurried.uploading(1000))
        answers = [httpx.get(hurried.url + path, timeout=10) for path in ("/models", "/v1/models/digits", "/v2")]
        assert httpx.get(f"{hurried.url}/readyz", timeout=10).status_code == 200
    for answer in answers:
        assert answer.status_code == 503
        assert (answer.headers["retry-after"], answer.headers["connection"]) == ("1", "close")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "connections are open; try again" in answer.text
    assert httpx.post(f"{hurried.url}/predict", content=PNG, timeout=30).json()["digit"] == 7


def test_a_connection_is_not_idle_while_nobody_has_had_time_to_read_it(hurried: Service) -> None:
    """As many uploads as may be and one request more, all of which come while the service is held up."""
    with ExitStack() as stack:
        os.kill(hurried.process.pid, signal.SIGSTOP)
        try:
            uploads = [stack.enter_context(connected(hurried)) for _ in range(CONNECTIONS)]
            for upload in uploads:
                upload.sendall(
                    b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
                )
            one_more = stack.enter_context(connected(hurried))
            one_more.sendall(b"GET /models HTTP/1.1\r\nHost: x\r\n\r\n")
        finally:
            os.kill(hurried.process.pid, signal.SIGCONT)
        assert everything(one_more).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert all(upload.recv(1000).startswith(b"HTTP/1.1 100 Continue\r\n") for upload in uploads)


def test_none_of_it_is_an_error_in_the_log(hurried: Service) -> None:
    """Runs last: what clients do wrong is no failure of the service."""
    assert [line for line in hurried.log() if line["level"] == "error"] == []


def test_the_start_fails_with_a_reason_where_the_keys_make_no_sense(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    process = launch(tmp_path / "log", api_keys=tmp_path / "keys.json")
    assert process.wait(60) not in (0, None)
    log = (tmp_path / "log").read_text()
    assert "the service cannot start: the file of API keys" in log
    assert "makes no sense: keys: Field required" in log
    assert "Traceback" not in log


def test_what_is_refused_by_its_head_is_counted(hurried: Service) -> None:
    def count(status: int, reason: str) -> tuple[bool, bool]:
        told = httpx.get(f"{hurried.url}/metrics").text
        return (
            f'requests_total{{door="other",status="{status}",version=""}}' in told,
            f'refusals_total{{door="other",reason="{reason}"}}' in told,
        )

    for piece, status, reason in (
        (b"nonsense\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431, "request-header-fields-too-large"),
    ):
        with connected(hurried) as connection:
            connection.sendall(piece)
            assert everything(connection).startswith(f"HTTP/1.1 {status}".encode())
        assert count(status, reason) == (True, True)
