"""JSON at every door that takes it: large, deep and odd bodies are refused quickly, and others go on."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bare_route import BareRoute
from app.security.json_bounds import SMALL_BYTES, SMALL_DEPTH, depth
from app.security.json_route import JsonRoute
from tests.app.problems import assert_problem
from tests.app.security.doors import routes

SMALL = [("POST", "/models/promote"), ("PUT", "/models/labels/canary")]
PROTOCOLS = [
    ("POST", "/v1/models/digits:predict"),
    ("POST", "/v1/models/digits:classify"),
    ("POST", "/v2/models/digits/infer"),
    ("POST", "/v2/repository/index"),
    ("POST", "/v2/repository/models/digits/load"),
    ("POST", "/v2/repository/models/digits/unload"),
]
LARGE = 19_900_000
BODIES: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: bytes(LARGE),
    "lists in lists": lambda: b"[" * LARGE,
    "objects in objects": lambda: b'{"a":' * (LARGE // 5),
    "deep inputs": lambda: b'{"inputs": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a text without an end": lambda: b'"' + b"x" * LARGE,
    "quotes": lambda: b'"' * LARGE,
    "backslashes": lambda: b'"' + b"\\" * LARGE,
    "commas": lambda: b'{"inputs": [' + b"," * LARGE,
    "one long number": lambda: b'{"inputs": ' + b"9" * LARGE + b"}",
    "many lists": lambda: b'{"instances": [' + b"[]," * (LARGE // 3 - 10) + b"[]]}",
    "many numbers": lambda: b'{"instances": [' + b"0," * (LARGE // 2 - 10) + b"0]}",
    "one list of numbers": lambda: b'{"inputs": [[' + b"0," * (LARGE // 2 - 10) + b"0]]}",
    "as many numbers as may be": lambda: b'{"inputs": [[' + b"0," * 3_999_999 + b"0]]}",
    "as many lists as may be": lambda: b'{"instances": [' + b"[]," * 399_990 + b"[]]}",
    "as many members as may be": lambda: b"{" + b",".join(b'"%d":0' % number for number in range(99_990)) + b"}",
    "as many NaNs as may be": lambda: b'{"instances": [' + b"NaN," * 199_990 + b"Inf]}",
    "as many floats as may be": lambda: b'{"examples": [{"image": [' + b"0.5," * 3_999_990 + b"0.5]}]}",
    "as many texts as may be": lambda: b'{"examples": [{"image": [' + b'"a",' * 3_999_990 + b'"b"]}]}',
    "a text behind as many floats": lambda: b'{"examples": [{"image": [' + b"0.5," * 3_999_990 + b'"a"]}]}',
    "a float behind as many numbers": lambda: b'{"examples": [{"image": [' + b"0," * 3_999_990 + b"0.5]}]}",
    "a text behind as many rows": lambda: b'{"instances": [' + b"0," * 3_999_990 + b'"a"]}',
    "one member many times": lambda: b"{" + b'"inputs":0,' * (LARGE // 11 - 1) + b'"x":0}',
    "many members": lambda: b"{" + b",".join(b'"%d":0' % number for number in range(1_500_000)) + b"}",
    "Infs": lambda: b'{"instances": [' + b"Inf," * (LARGE // 4 - 10) + b"Inf]",
    "surrogates": lambda: b'{"inputs": "' + b"\\ud800" * (LARGE // 6 - 10) + b'"}',
}


@pytest.mark.parametrize(("method", "path"), SMALL)
def test_a_small_door_takes_64_kilobytes(client: httpx.Client, method: str, path: str) -> None:
    for content in (b" " * (SMALL_BYTES + 1), b"[" * LARGE):
        seconds: list[float] = []
        while not seconds or (seconds[-1] > 1 and len(seconds) < 3):  # the machine may be busy with something else
            started = time.perf_counter()
            answer = client.request(method, path, content=content, headers={"Content-Type": "application/json"})
            seconds.append(time.perf_counter() - started)
            assert_problem(answer, 413, "65,536 bytes")
        assert min(seconds) < 1, seconds


@pytest.mark.parametrize(("method", "path"), SMALL)
def test_chunks_are_counted_as_they_come(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, content=(b"[" * 10_000 for _ in range(10)))
    assert_problem(answer, 413, "65,536 bytes")


@pytest.mark.parametrize(("method", "path"), SMALL)
@pytest.mark.parametrize("deep", [SMALL_DEPTH + 1, 30_000])
def test_a_small_door_takes_32_levels(client: httpx.Client, method: str, path: str, deep: int) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        body = (opening * deep + b"0" + closing * deep)[: SMALL_BYTES - 1]
        answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert_problem(answer, 422, "nested 32 deep")
    body = b"[" * SMALL_DEPTH + b"]" * SMALL_DEPTH
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert_problem(answer, 422, "body")
    assert "nested" not in answer.json()["detail"]


def test_every_route_whose_body_fastapi_reads_is_bounded() -> None:
    """A route that reads its body itself does so with `read_body`; one that comes anew is not forgotten."""
    for route in routes():
        if route.body_field is not None:
            assert isinstance(route, JsonRoute), route.path
    assert not any(route.body_field is not None for route in routes() if isinstance(route, BareRoute))


def ask_beside_probes(client: httpx.Client, method: str, path: str, body: bytes) -> tuple[httpx.Response, float, float]:
    """The answer, after how many seconds it came, and how many the slowest probe took meanwhile."""
    with ThreadPoolExecutor(1) as executor:
        started = time.perf_counter()
        asked = executor.submit(client.request, method, path, content=body, timeout=60)
        slowest = 0.0
        while not asked.done():
            before = time.perf_counter()
            assert client.get("/healthz", timeout=60).status_code == 200
            slowest = max(slowest, time.perf_counter() - before)
            time.sleep(0.005)
        return asked.result(), time.perf_counter() - started, slowest


@pytest.mark.parametrize("name", BODIES)
def test_large_and_deep_documents_are_refused_while_probes_are_answered(client: httpx.Client, name: str) -> None:
    """As large as a body may be; the loop never stands still for a second."""
    body = BODIES[name]()
    for method, path in PROTOCOLS:
        tries: list[tuple[float, float]] = []
        while not tries or (len(tries) < 3 and not is_quick(*tries[-1])):  # the machine may be busy with something else
            answer, *seconds = ask_beside_probes(client, method, path, body)
            tries.append((seconds[0], seconds[1]))
            assert answer.status_code in (400, 404, 413), (path, answer.text[:300])
            assert list(answer.json()) == ["error"]
            assert len(answer.content) < 10_000
        assert is_quick(*tries[-1]), (path, tries)
        print(f"{name:30} {path:40} {tries[-1][0]:.2f} s, probe {tries[-1][1]:.2f} s")  # noqa: T201


def is_quick(seconds: float, slowest_probe: float) -> bool:
    """Whether a request was refused soon enough, and probes answered meanwhile."""
    return seconds < 10 and slowest_probe < 1


@given(st.recursive(st.text() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_depth_is_told_as_a_parser_would_find_it(document: object) -> None:
    import json

    def deepest(value: object) -> int:
        if isinstance(value, list):
            return 1 + max(map(deepest, value), default=0)
        return 1 + max(map(deepest, value.values()), default=0) if isinstance(value, dict) else 0

    assert (
        depth(json.dumps(document).encode())
        == depth(json.dumps(document, ensure_ascii=False).encode())
        == deepest(document)
    )


@given(st.binary(max_size=200))
def test_whatever_comes_has_a_depth(body: bytes) -> None:
    assert 0 <= depth(body) <= len(body)
