"""Who may ask for what: in one process, with a network of known answers."""

import json
import logging
from base64 import b64encode
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.security.access import SAFE, is_probe, needed
from app.security.keys import Permission
from app.settings import Settings
from tests.app.conftest import InProcess, StartInProcess
from tests.app.problems import assert_problem
from tests.app.security.doors import doors
from tests.app.security.holders import bearer, give
from tests.files import digit_png

pytestmark = pytest.mark.anyio

PNG = digit_png(7)
PROBES = ["/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"]
CHANGES = [
    ("PUT", "/models/labels/canary", {"version": 1}),
    ("DELETE", "/models/labels/canary", None),
    ("POST", "/models/promote", {"version": 1}),
    ("POST", "/models/rollback", None),
    ("POST", "/models/1/load", None),
    ("POST", "/models/1/unload", None),
    ("POST", "/v2/repository/models/digits/load", {}),
    ("POST", "/v2/repository/models/digits/unload", {}),
    ("POST", "/v2/repository/some/models/digits/load", {}),
    ("POST", "/v2/repository/some/models/digits/unload", {}),
]
USES = [
    ("POST", "/predict"),
    ("GET", "/summary"),
    ("GET", "/models"),
    ("GET", "/models/1"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/nowhere"),
    ("GET", "/v1/models/digits"),
    ("POST", "/v1/models/digits:predict"),
    ("GET", "/v2"),
    ("POST", "/v2/models/digits/infer"),
    ("POST", "/v2/repository/index"),
]
LOCAL, ELSEWHERE = ("127.0.0.1", 50_000), ("192.0.2.7", 50_000)


def assert_refused(answer: httpx.Response, status: int, *told: str) -> None:
    """Refused, in the shape of the door that was asked."""
    path = answer.request.url.path.lower()
    if not path.startswith(("/v1", "/v2")):
        assert_problem(answer, status, *told)
        return
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert list(body) == ["error"]
    for words in told:
        assert words in body["error"]


def seen_from(service: InProcess, address: tuple[str, int]) -> httpx.AsyncClient:
    """A client at that address."""
    inner = service.client._transport
    assert isinstance(inner, httpx.ASGITransport)
    return httpx.AsyncClient(transport=httpx.ASGITransport(inner.app, client=address), base_url="http://localhost:8000")


@pytest.mark.parametrize("path", PROBES)
async def test_probes_need_no_key(in_process: StartInProcess, tmp_path: Path, path: str) -> None:
    give(tmp_path / "keys.json", "lab")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        assert (await service.client.get(path)).status_code == 200


async def test_everything_else_that_there_is_needs_one(in_process: StartInProcess, tmp_path: Path) -> None:
    """Every method of every path; nothing of them is done."""
    give(tmp_path / "keys.json", "lab")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        asked = [(method, path) for method, path in doors() if not is_probe(path)]
        assert len(asked) > 60
        for method, path in [*asked, ("GET", "/metrics"), ("GET", "/no/such/path"), ("OPTIONS", "/predict")]:
            answer = await service.client.request(method, path)
            assert answer.status_code == 401, (method, path)
            if method != "HEAD":
                assert_refused(answer, 401, "needs an API key, and none came", "X-API-Key")
            assert answer.headers.get_list("www-authenticate") == [
                'Bearer realm="digitscope"',
                'Basic realm="digitscope", charset="UTF-8"',
            ]
        assert service.network.calls == []


@pytest.mark.parametrize(("method", "path"), USES)
async def test_a_key_opens_it_in_each_of_three_ways(
    in_process: StartInProcess, tmp_path: Path, method: str, path: str
) -> None:
    secret = give(tmp_path / "keys.json", "lab")
    basic = b64encode(f"anybody:{secret}".encode()).decode()
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        for headers in (bearer(secret), {"X-API-Key": secret}, {"Authorization": f"Basic {basic}"}):
            assert (await service.client.request(method, path, headers=headers)).status_code not in (401, 403)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "digitscope_wrong"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic OndyMG5n"},
        {"Authorization": "Bearer wrong", "X-API-Key": "wrong"},
    ],
)
async def test_an_unknown_key_is_told_from_none(
    in_process: StartInProcess, tmp_path: Path, headers: dict[str, str]
) -> None:
    give(tmp_path / "keys.json", "lab")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        for path in ("/models", "/v1/models/digits", "/v2"):
            answer = await service.client.get(path, headers=headers)
            assert_refused(answer, 401, "the one that came is not known here")
            assert 'error="invalid_token"' in answer.headers["www-authenticate"]
            assert "wrong" not in answer.text.replace("wrong-", "")


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_changes_of_the_rollout_need_the_permission(
    in_process: StartInProcess, tmp_path: Path, method: str, path: str, body: Any
) -> None:
    user, manager = give(tmp_path / "keys.json", "user"), give(tmp_path / "keys.json", "manager", manage=True)
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        answer = await service.client.request(method, path, json=body, headers=bearer(user))
        assert_refused(answer, 403, "`manage`", "'user' has use")
        answer = await service.client.request(method, path, json=body, headers=bearer(manager))
        assert answer.status_code not in (401, 403)


async def test_every_route_that_may_change_something_about_models_needs_the_permission() -> None:
    """Told by the path, so that a route that comes anew is not forgotten."""
    changes = [(method, path) for method, path in doors() if method not in SAFE]
    assert {(method, path) for method, path, _ in CHANGES if "some" not in path and "canary" not in path} <= set(
        changes
    )
    for method, path in changes:
        if method in ("POST", "PUT", "PATCH", "DELETE") and path.startswith(("/models", "/v2/repository")):
            expected = Permission.USE if path.endswith("/index") else Permission.MANAGE
            assert needed(method, path) is expected, (method, path)


async def test_who_asks_through_a_proxy_on_this_machine_is_not_taken_for_local(client: httpx.Client) -> None:
    """By a real process, which believes what such a proxy says."""
    answer = client.post("/models/rollback", headers={"X-Forwarded-For": "192.0.2.7"})
    assert_problem(answer, 403, "own machine alone")


async def test_the_openapi_tells_of_keys_where_they_are_needed(in_process: StartInProcess, tmp_path: Path) -> None:
    secret = give(tmp_path / "keys.json", "lab")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        told = (await service.client.get("/openapi.json", headers=bearer(secret))).json()
    assert set(told["components"]["securitySchemes"]) == {"bearer", "header", "basic"}
    assert {"401", "403", "429"} <= set(told["paths"]["/predict"]["post"]["responses"])
    assert told["paths"]["/healthz"]["get"]["security"] == []
    assert "401" not in told["paths"]["/healthz"]["get"]["responses"]


async def test_the_openapi_tells_of_no_keys_where_nobody_needs_one(in_process: StartInProcess) -> None:
    async with in_process() as service:
        told = (await service.client.get("/openapi.json")).json()
    assert "security" not in told
    assert "securitySchemes" not in told["components"]


async def test_without_keys_the_rollout_is_changed_from_this_machine_alone(in_process: StartInProcess) -> None:
    async with in_process() as service, seen_from(service, ELSEWHERE) as far, seen_from(service, LOCAL) as near:
        for method, path, body in CHANGES:
            assert_refused(await far.request(method, path, json=body), 403, "own machine alone", "DIGITSCOPE_API_KEYS")
            assert (await near.request(method, path, json=body)).status_code != 403
        assert (await far.post("/predict", content=PNG)).status_code == 503  # the last change unloaded the model
        assert (await far.get("/models")).status_code == 200


@pytest.mark.parametrize("address", ["::ffff:127.0.0.1", "::ffff:192.0.2.7"])
async def test_a_proxy_that_has_another_before_it_is_not_taken_for_this_machine(
    in_process: StartInProcess, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """It listens on IPv6 as well, and tells of the other by that; connections' own addresses come as IPv4."""
    as_from_313_on = property(lambda self: (self.ipv4_mapped or IPv4Address(0)).is_loopback)
    monkeypatch.setattr(IPv6Address, "is_loopback", as_from_313_on)
    async with in_process() as service, seen_from(service, (address, 1)) as client:
        assert_problem(await client.post("/models/promote", json={"version": 1}), 403, "own machine alone")


async def test_it_can_be_opened(in_process: StartInProcess) -> None:
    async with in_process(management="open") as service, seen_from(service, ELSEWHERE) as far:
        assert (await far.post("/models/promote", json={"version": 2})).status_code == 200


async def test_switched_off_not_even_a_key_changes_the_rollout(in_process: StartInProcess, tmp_path: Path) -> None:
    secret = give(tmp_path / "keys.json", "manager", manage=True)
    async with in_process(management="off", api_keys=tmp_path / "keys.json") as service:
        for method, path, body in CHANGES:
            answer = await service.client.request(method, path, json=body, headers=bearer(secret))
            assert_refused(answer, 403, "switched off")


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "localhost:8000", True),
        ("http://localhost:8000", "localhost:8000", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://localhost:9000", "localhost:8000", False),
        ("https://evil.example", "localhost:8000", False),
        ("null", "localhost:8000", False),
        ("http://[", "localhost:8000", False),  # no address at all
        ("http://evil.example:8000", "evil.example:8000", False),  # a foreign name that was made to lead here
        ("https://lab.example", "localhost:8000", True),
    ],
)
async def test_without_keys_a_foreign_page_cannot_change_the_rollout_through_its_readers_browser(
    in_process: StartInProcess, origin: str | None, host: str, allowed: bool
) -> None:
    async with in_process(cors_origins="https://lab.example") as service:
        headers = {"Host": host} | ({"Origin": origin} if origin else {})
        answer = await service.client.post("/models/promote", json={"version": 1}, headers=headers)
        assert answer.status_code == (200 if allowed else 403)


async def test_nor_with_a_key_that_the_browser_keeps(in_process: StartInProcess, tmp_path: Path) -> None:
    secret = give(tmp_path / "keys.json", "manager", manage=True)
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        for origin, status in (("https://evil.example", 403), ("https://digits.example", 200)):
            headers = {"Host": "digits.example", "Origin": origin, **bearer(secret)}
            answer = await service.client.post("/models/promote", json={"version": 1}, headers=headers)
            assert answer.status_code == status


async def test_a_key_has_its_rate_and_is_told_what_is_left(in_process: StartInProcess, tmp_path: Path) -> None:
    slow, fast = give(tmp_path / "keys.json", "slow", rate="2/hour"), give(tmp_path / "keys.json", "fast")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        first, second, third = [await service.client.get("/models", headers=bearer(slow)) for _ in range(3)]
        assert first.headers["ratelimit-policy"] == '"requests";q=2;w=3600'
        assert first.headers["ratelimit"].startswith('"requests";r=1;t=')
        assert second.headers["ratelimit"].startswith('"requests";r=0;t=')
        assert_problem(third, 429, "the key 'slow' may ask 2/hour", "ask again in")
        assert 0 < int(third.headers["retry-after"]) <= 1800
        assert third.headers["ratelimit"].startswith('"requests";r=0;t=')
        for path in ("/v1/models/digits", "/v2"):
            assert_refused(await service.client.get(path, headers=bearer(slow)), 429, "2/hour")
        for path in PROBES:
            assert (await service.client.get(path, headers=bearer(slow))).status_code == 200
        answer = await service.client.get("/models", headers=bearer(fast))
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers


async def test_addresses_have_their_rate_where_that_is_switched_on(in_process: StartInProcess) -> None:
    async with in_process(anonymous_rate="2/hour") as service:
        for address in ("192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
            async with seen_from(service, (address, 1)) as client:
                assert [(await client.get("/models")).status_code for _ in range(3)] == [200, 200, 429]
                assert (await client.get("/healthz")).status_code == 200
        async with seen_from(service, ("2001:db8:0:1:ffff::2", 1)) as client:  # another address of the same network
            assert (await client.get("/models")).status_code == 429


async def test_an_ipv4_address_has_its_rate_also_where_it_is_written_as_ipv6(in_process: StartInProcess) -> None:
    """As a proxy does that listens on IPv6 as well."""
    async with in_process(anonymous_rate="2/hour") as service:
        for address in ("::ffff:192.0.2.1", "::ffff:192.0.2.2"):
            async with seen_from(service, (address, 1)) as client:
                assert [(await client.get("/models")).status_code for _ in range(3)] == [200, 200, 429]
        async with seen_from(service, ("192.0.2.1", 1)) as client:
            assert (await client.get("/models")).status_code == 429


async def test_nothing_is_limited_unless_it_is_set(in_process: StartInProcess) -> None:
    async with in_process() as service:
        answers = [await service.client.get("/models") for _ in range(300)]
        assert {answer.status_code for answer in answers} == {200}
        assert "ratelimit" not in answers[0].headers
        assert "www-authenticate" not in answers[0].headers


async def test_no_page_may_read_answers_unless_its_origin_is_set(in_process: StartInProcess) -> None:
    asks = {"Origin": "https://lab.example", "Access-Control-Request-Method": "POST"}
    async with in_process() as service:
        assert "access-control-allow-origin" not in (await service.client.get("/models", headers=asks)).headers
        answer = await service.client.options("/predict", headers=asks)
        assert answer.status_code == 405
        assert "access-control-allow-origin" not in answer.headers


async def test_a_page_of_an_origin_that_is_set_may_ask_and_read_even_refusals(
    in_process: StartInProcess, tmp_path: Path
) -> None:
    give(tmp_path / "keys.json", "lab")
    origins = "https://lab.example, http://localhost:3000"
    async with in_process(cors_origins=origins, api_keys=tmp_path / "keys.json") as service:
        for path in ("/predict", "/v1/models/digits:predict", "/v2/models/digits/infer"):
            asks = {"Origin": "https://lab.example", "Access-Control-Request-Method": "POST"}
            answer = await service.client.options(path, headers=asks | {"Access-Control-Request-Headers": "x-api-key"})
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == "https://lab.example"
            refused = await service.client.post(path, headers={"Origin": "http://localhost:3000"})
            assert refused.status_code == 401
            assert refused.headers["access-control-allow-origin"] == "http://localhost:3000"
        for origin in ("https://evil.example", "https://lab.example.evil.example", "null", "http://lab.example"):
            answer = await service.client.get("/healthz", headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers
            assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origins",
    ["*", "lab.example", "https://lab.example/", "https://lab.example/x", "ftp://x", "null", "https://*.example"],
)
def test_what_is_no_origin_is_refused_at_the_start(origins: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        Settings(cors_origins=origins)


async def test_the_log_has_whose_key_it_was_and_never_the_key(
    in_process: StartInProcess, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = give(tmp_path / "keys.json", "lab")
    async with in_process(api_keys=tmp_path / "keys.json") as service:
        for headers in (bearer(secret), {"X-API-Key": secret}):
            await service.client.get("/models", headers=headers)
    lines = [json.dumps({**vars(record), "exc_info": ""}, default=str) for record in caplog.records]
    assert any('"key": "lab"' in line for line in lines)
    assert not any(secret in line for line in lines)
