"""A process that has as many requests as it may: the next is refused by its head, and nobody else is harmed."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.app.connections.test_protocol import connected
from tests.app.problems import assert_problem
from tests.files import digit_png
from tests.service import Service, running
from tests.waiting import wait_until

PNG = digit_png(7)
DELAY_S = 6.0  # for which a picture waits for others, so that requests are held
MOST = 3
ORIGIN, STRANGE = "https://lab.example.org", "https://other.example.org"
SHED = ["/predict", "/read", "/v1/models/digits:predict", "/v2/models/digits/infer"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose queue has room for three pictures."""
    knobs = {"max_batch_size": MOST, "max_enqueued_batches": 1, "batch_timeout_micros": int(DELAY_S * 1e6)}
    with running(tmp_path_factory.mktemp("small") / "log", **knobs, cors_origins=ORIGIN) as service:
        yield service


@pytest.fixture
def ask(small: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=small.url, timeout=60) as client:
        yield client


@pytest.fixture
def held(small: Service) -> Iterator[list[int]]:
    """The statuses of as many requests as may be, which wait meanwhile, for two versions."""
    statuses: list[int] = []

    def hold(version: int) -> None:
        status = 503
        while status == 503:  # whoever asks for the metrics has a place meanwhile
            status = httpx.post(f"{small.url}/predict?version={version}", content=PNG, timeout=60).status_code
        statuses.append(status)

    with ThreadPoolExecutor(MOST) as threads:
        for version in (1, 1, 2):
            threads.submit(hold, version)
        wait_until(lambda: prepared(small) >= MOST)
        yield statuses
    assert statuses == [200] * MOST


def prepared(service: Service) -> float:
    """Pictures that wait for the model."""
    lines = httpx.get(f"{service.url}/metrics", timeout=60).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("digitscope_queue_depth{"))


def refusals(client: httpx.Client) -> dict[str, float]:
    """How many were refused because of the queue, by their door."""
    lines = client.get("/metrics").text.splitlines()
    found = [line.split() for line in lines if 'reason="queue-full"' in line]
    return {name.split('door="')[1].split('"')[0]: float(count) for name, count in found if float(count)}


def test_the_next_is_refused_at_once_with_when_to_come_again(ask: httpx.Client, held: list[int]) -> None:
    started = time.monotonic()
    for path in SHED:
        answer = ask.post(path, content=PNG)
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
        if path.startswith(("/v1", "/v2")):
            assert (answer.status_code, list(answer.json())) == (503, ["error"])
            assert "3 requests wait already" in answer.json()["error"]
        else:
            assert_problem(answer, 503, "3 requests wait already, which is the limit")
    assert not held, "all of that was to happen while the others waited"
    assert time.monotonic() - started < DELAY_S


def test_a_refusal_tells_its_request_and_may_be_read_by_pages_that_may_read_answers(
    ask: httpx.Client, held: list[int]
) -> None:
    for name in ("mine", "ours", "of-a-third", "mine"):
        told = ask.post("/predict", content=PNG, headers={"X-Request-ID": name, "Origin": ORIGIN})
        assert (told.status_code, told.headers["x-request-id"]) == (503, name)
        assert told.json()["instance"] == f"urn:digitscope:request:{name}"
    assert (told.headers["access-control-allow-origin"], told.headers["vary"]) == (ORIGIN, "Origin")
    assert "Retry-After" in told.headers["access-control-expose-headers"]
    strange = ask.post("/predict", content=PNG, headers={"X-Request-ID": "no id", "Origin": STRANGE})
    assert strange.status_code == 503
    assert strange.headers["x-request-id"] != "no id"
    assert "access-control-allow-origin" not in strange.headers
    assert not held


def test_it_is_counted(ask: httpx.Client, small: Service, held: list[int]) -> None:
    before = refusals(ask)
    for path in SHED:
        ask.post(path, content=PNG)
    after = refusals(ask)
    assert not held
    assert {door: after[door] - before.get(door, 0) for door in after} == dict.fromkeys(after, 1)
    assert set(after) == {"predict", "read", "v1", "v2"}
    assert any("refused by their head" in line["message"] and line["refused"] >= 1 for line in small.log())


def test_probes_and_everything_small_are_answered_meanwhile(ask: httpx.Client, held: list[int]) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/models", "/summary", "/v2/health/ready", "/v1/models/digits"):
        assert ask.get(path).status_code == 200, path
    assert ask.post("/v2/repository/index").status_code == 200
    assert not held


def test_a_connection_goes_on_behind_a_body_that_was_passed_over(ask: httpx.Client, held: list[int]) -> None:
    for size in (0, 100, 5_000_000):
        assert ask.post("/predict", content=bytes(size)).status_code == 503
        assert ask.get("/healthz").status_code == 200
    chunks = (b"x" * 1000 for _ in range(50))
    assert ask.post("/predict", content=chunks).status_code == 503
    assert ask.get("/healthz").status_code == 200
    assert not held


def test_a_slow_upload_takes_nobodys_place(ask: httpx.Client, small: Service) -> None:
    with small.uploading(1000), small.uploading(1000), small.uploading(1000):
        assert ask.post("/predict", content=PNG).status_code == 200


def test_clients_that_go_away_give_their_places_back(ask: httpx.Client, small: Service) -> None:
    head = "POST /predict HTTP/1.1\r\nHost: x\r\nX-Request-ID: {}\r\nContent-Length: {}\r\n\r\n"
    for turn in range(2):
        names = [f"gone-{turn}-{number}" for number in range(2)]
        with connected(small) as one, connected(small) as two:
            for name, connection in zip(names, (one, two), strict=True):
                connection.sendall(head.format(name, len(PNG)).encode() + PNG)
            wait_until(lambda: prepared(small) >= 2)
        for name in names:
            (line,) = small.request_lines(name, within_s=60)
            assert line["status"] == 499, "it was not answered, and has gone"
    assert ask.post("/predict", content=PNG).status_code == 200


def test_many_requests_at_once_on_one_connection_take_one_place(ask: httpx.Client, small: Service) -> None:
    """Runs last: what it leaves behind would fill others' batches."""
    whole = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(PNG) + PNG
    with connected(small) as one:
        one.sendall(whole * (3 * MOST))
        wait_until(lambda: "digitscope_requests_in_flight 2.0" in ask.get("/metrics").text)  # the first, and this one
        assert ask.post("/predict", content=PNG).status_code == 200
