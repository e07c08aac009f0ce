"""What the OpenAPI tells of who may ask, by what an operator has set."""

from functools import cache
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.app.security.holders import give

REFUSALS = {"401", "403", "429"}
OPERATIONS = [
    ("/predict", "post"),
    ("/models/promote", "post"),
    ("/models", "get"),
    ("/readyz", "get"),
    ("/v1/models/{model}:predict", "post"),
    ("/v2/repository/models/{model}/load", "post"),
]


def told(path: str, method: str, settings: Settings) -> set[str]:
    """Those of the refusals that the operation tells of."""
    return REFUSALS & set(document(settings)["paths"][path][method]["responses"])


@cache
def document(settings: Settings) -> dict[str, Any]:
    return create_app(settings).openapi()


@pytest.fixture(scope="module")
def with_keys(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    give(file, "lab")
    return Settings(api_keys=file)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_with_keys_all_but_probes_may_be_refused_for_them(path: str, method: str, with_keys: Settings) -> None:
    assert told(path, method, with_keys) == (set() if path == "/readyz" else REFUSALS)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_without_keys_changes_of_the_rollout_may_be_refused(path: str, method: str) -> None:
    assert told(path, method, Settings()) == ({"403"} if "promote" in path or "repository" in path else set())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_rate_of_addresses_may_be_used_up(path: str, method: str) -> None:
    """All but probes count."""
    assert ("429" in told(path, method, Settings(anonymous_rate="60/minute"))) == (path != "/readyz")


def test_where_callers_have_rates_answers_tell_what_is_left() -> None:
    """Those to probes, which do not count, apart."""

    def headers(path: str, settings: Settings) -> set[str]:
        (operation,) = document(settings)["paths"][path].values()
        return {"RateLimit", "RateLimit-Policy"} & set(operation["responses"]["200"]["headers"])

    assert headers("/predict", Settings(anonymous_rate="60/minute")) == {"RateLimit", "RateLimit-Policy"}
    assert headers("/readyz", Settings(anonymous_rate="60/minute")) == headers("/predict", Settings()) == set()


def test_who_lacks_a_key_is_told_the_ways_to_send_one(with_keys: Settings) -> None:
    responses = document(with_keys)["components"]["responses"]
    for name in ("Problem401", "Error401"):
        assert "WWW-Authenticate" in responses[name]["headers"]


def test_a_used_up_rate_tells_when_to_come_again() -> None:
    responses = document(Settings(anonymous_rate="60/minute"))["components"]["responses"]
    for name in ("Problem429", "Error429"):
        assert "Retry-After" in responses[name]["headers"]
