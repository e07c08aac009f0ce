"""/v2/repository and readiness, through a real service with two workers, whose model folder is the test's own."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.app.v2.wire import assert_refused, infer
from tests.service import Service, running
from tests.versions import damaged_copy

POLL_S = 0.2
IMAGE = np.zeros((1, 28, 28), np.uint8)
LOAD, UNLOAD = "/v2/repository/models/digits/load", "/v2/repository/models/digits/unload"
GONE = "Request for unknown model: 'digits' has no available versions"


@pytest.fixture(scope="module")
def models(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "digits"
    shutil.copytree(version_folder, folder / "1")
    return folder


@pytest.fixture(scope="module")
def own_service(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("repository") / "log"
    with running(log, model_dir=models, workers=2, model_poll_seconds=POLL_S) as service:
        yield service


@pytest.fixture
def ask(own_service: Service, models: Path) -> Iterator[httpx.Client]:
    """Version 1 alone, loaded by every worker."""
    (models / "rollout.json").unlink(missing_ok=True)
    for path in models.iterdir():
        if path.name != "1":
            shutil.rmtree(path)
    # A connection for each request, so that each worker answers some.
    with httpx.Client(base_url=own_service.url, headers={"Connection": "close"}, timeout=60) as client:
        agree(client, lambda: states(client) == {"1": "READY"})
        yield client


def states(client: httpx.Client, **body: Any) -> dict[str, str]:
    return {each["version"]: each["state"] for each in client.post("/v2/repository/index", json=body).json()}


def agree(client: httpx.Client, told: Callable[[], bool]) -> None:
    """Wait until so many answers in a row say so that no worker can have been left out by chance."""
    deadline, agreed = time.monotonic() + 120, 0
    while agreed < 40:
        agreed = agreed + 1 if told() else 0
        assert time.monotonic() < deadline, f"the workers do not agree: {states(client)}"
        time.sleep(0.02)


def test_the_index_tells_every_version_and_with_ready_those_that_are_loaded(ask: httpx.Client, models: Path) -> None:
    shutil.copytree(models / "1", models / ".coming")
    (models / ".coming" / "saved_model.pb").write_bytes(b"damaged")
    (models / ".coming").rename(models / "2")  # at once: a copy that is still going on is a version of its own
    agree(ask, lambda: "damaged SavedModel" in ask.post("/v2/repository/index").text)
    for body in ({}, {"ready": False}, {"x": 1}):
        first, second = ask.post("/v2/repository/index", json=body).json()
        assert first == {"name": "digits", "version": "1", "state": "READY"}
        assert (second["name"], second["version"], second["state"]) == ("digits", "2", "UNAVAILABLE")
        assert "damaged SavedModel" in second["reason"]
    assert states(ask, ready=True) == {"1": "READY"}
    assert len(ask.post("/v2/repository/index").json()) == 2
    ready = ask.get("/v2/models/digits/versions/2/ready")
    assert (ready.status_code, ready.json()) == (503, {"name": "digits", "ready": False})


def test_an_unloaded_model_answers_nothing_until_it_is_loaded_again(ask: httpx.Client, models: Path) -> None:
    answer = ask.post(UNLOAD, json={"parameters": {"unload_dependents": True}})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "application/json")
    assert json.loads((models / "rollout.json").read_text()) == {"paused": True}
    agree(ask, lambda: infer(ask, {"image": IMAGE}).status_code == 404)
    assert assert_refused(infer(ask, {"image": IMAGE}), 404) == GONE
    for path in ("/v2/models/digits", "/v2/models/digits/config", "/v2/models/digits/stats"):
        assert assert_refused(ask.get(path), 404) == GONE
    assert ask.get("/v2/models/stats").json() == {"model_stats": []}
    for path in ("/v2/models/digits/ready", "/v2/models/digits/versions/1/ready"):
        answer = ask.get(path)
        assert (answer.status_code, answer.json()) == (503, {"name": "digits", "ready": False})
    answer = ask.get("/v2/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"live": True, "ready": False})
    assert ask.get("/v2/health/live").status_code == 200
    assert ask.get("/readyz").status_code == 503
    assert set(states(ask).values()) <= {"UNAVAILABLE", "UNLOADING"}
    assert states(ask, ready=True) == {}

    answer = ask.post(LOAD)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "application/json")
    agree(ask, lambda: infer(ask, {"image": IMAGE}).status_code == 200)
    assert not json.loads((models / "rollout.json").read_text())


def test_a_load_waits_for_what_has_come_into_the_folder(ask: httpx.Client, models: Path) -> None:
    shutil.copytree(models / "1", models / "2")
    assert ask.post(LOAD).status_code == 200
    agree(ask, lambda: states(ask) == {"1": "READY", "2": "READY"})
    assert infer(ask, {"image": IMAGE}).json()["model_version"] == "2"


def test_a_load_that_fails_says_why_and_what_was_there_goes_on(
    ask: httpx.Client, models: Path, version_folder: Path, tmp_path: Path
) -> None:
    broken = damaged_copy(version_folder, tmp_path, "damaged graph") / "1"
    shutil.move(broken, models / "3")
    text = assert_refused(ask.post(LOAD), 400, "failed to load 'digits', version 3 is failed", "damaged SavedModel")
    assert str(models) not in text
    assert infer(ask, {"image": IMAGE}).json()["model_version"] == "1"


def test_a_load_tries_again_what_has_failed(
    ask: httpx.Client, own_service: Service, models: Path, version_folder: Path, tmp_path: Path
) -> None:
    """Although its files are the same: what else was in the way may be gone."""
    shutil.move(damaged_copy(version_folder, tmp_path, "damaged graph") / "1", models / "4")
    agree(ask, lambda: "damaged SavedModel" in ask.post("/v2/repository/index").text)
    before = _failures(own_service, 4)
    assert_refused(ask.post(LOAD), 400, "version 4 is failed")
    assert _failures(own_service, 4) == before + 1


def _failures(service: Service, version: int) -> int:
    return sum(line["message"] == "version failed" and line["version"] == version for line in service.log())


def test_a_load_says_where_another_content_of_a_loaded_version_fails(ask: httpx.Client, models: Path) -> None:
    """The one that was loaded before goes on."""
    graph = models / "1" / "saved_model.pb"
    whole = graph.read_bytes()
    graph.write_bytes(b"damaged")
    try:
        agree(ask, lambda: "damaged SavedModel" in ask.post("/v2/repository/index").text)
        assert_refused(ask.post(LOAD), 400, "version 1 is available", "damaged SavedModel")
        assert infer(ask, {"image": IMAGE}).status_code == 200
    finally:
        graph.write_bytes(whole)
    agree(ask, lambda: "reason" not in ask.post("/v2/repository/index").text)


def test_a_load_where_nothing_has_changed_needs_no_writing(ask: httpx.Client, models: Path) -> None:
    assert ask.post(LOAD, json={"parameters": {}}).status_code == 200
    assert not (models / "rollout.json").exists()


@pytest.mark.parametrize("name", ["config", "file:1/model.savedmodel", "x"])
def test_what_is_not_in_the_folder_does_not_load(ask: httpx.Client, name: str) -> None:
    answer = ask.post(LOAD, json={"parameters": {name: "{}"}})
    assert_refused(answer, 400, f"load takes no parameter '{name}'", "only what is in the folder loads")


def test_requests_that_make_no_sense_change_nothing(ask: httpx.Client, models: Path) -> None:
    dependents = {"parameters": {"unload_dependents": "yes"}}
    assert_refused(ask.post(UNLOAD, json=dependents), 400, "Unable to parse 'unload_dependents'")
    answer = ask.post("/v2/repository/index", json={"ready": "yes"})
    assert assert_refused(answer, 400) == "Invalid value for 'ready': expected a boolean"
    for path in (LOAD, UNLOAD, "/v2/repository/index"):
        assert_refused(ask.post(path, content=b"{"), 400, "failed to parse the request JSON buffer")
        assert_refused(ask.post(path, content=b"[]"), 400)
    assert_refused(ask.post(LOAD, json={"parameters": []}), 400, "attempt to get members for non-object")
    assert not (models / "rollout.json").exists()


def test_there_is_one_model_and_one_repository_without_a_name(ask: httpx.Client) -> None:
    answer = ask.post("/v2/repository/models/letters/load")
    assert assert_refused(answer, 404) == "failed to load 'letters', failed to poll from model repository"
    assert_refused(ask.post("/v2/repository/models/letters/unload"), 404, "'letters' is not found")
    for path in ("index", "models/digits/load", "models/digits/unload"):
        answer = ask.post(f"/v2/repository/other/{path}")
        assert assert_refused(answer, 501) == "'repository_name' specification is not supported"
    assert states(ask) == {"1": "READY"}
