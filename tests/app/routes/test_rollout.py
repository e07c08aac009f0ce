"""Roll out and roll back through a real service with two worker processes, whose model folder is the test's own."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.problems import assert_problem
from tests.files import digit_png
from tests.service import Service, running
from tests.versions import damaged_copy

POLL_S = 0.2
AGREED_S = 8 * POLL_S
BOTH = [("2", "available"), ("1", "available")]


@pytest.fixture(scope="module")
def models(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "digits"
    for number in (1, 2):
        shutil.copytree(version_folder, folder / str(number))
    return folder


@pytest.fixture(scope="module")
def own_service(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("rollout") / "log"
    with running(log, model_dir=models, workers=2, model_poll_seconds=POLL_S) as service:
        yield service


@pytest.fixture
def ask(own_service: Service, models: Path) -> Iterator[httpx.Client]:
    """Versions 1 and 2, without a rollout."""
    (models / "rollout.json").unlink(missing_ok=True)
    for path in models.iterdir():
        if path.name not in ("1", "2"):
            shutil.rmtree(path)
    # A connection for each request, so that each worker answers some.
    with httpx.Client(base_url=own_service.url, headers={"Connection": "close"}, timeout=30) as client:
        _follows(client, lambda body: (body["default_version"], _states(body)) == ("2", BOTH))
        yield client


def _follows(client: httpx.Client, told: Callable[[Any], bool]) -> None:
    """Wait until all answers of some time say so: longer than any worker takes to look at the folder."""
    started = agreed_since = time.monotonic()
    agreed = 0
    while agreed < 40 or time.monotonic() - agreed_since < AGREED_S:
        body = client.get("/models").json()
        agreed += 1
        if not told(body):
            agreed, agreed_since = 0, time.monotonic()
        assert time.monotonic() - started < 120, f"the workers do not agree: {body}"
        time.sleep(0.02)


def _states(body: Any) -> list[tuple[str, str]]:
    return [(each["version"], each["state"]) for each in body["versions"]]


def _origin(version: Any) -> list[Any]:
    found = [version[name] for name in ("recipe", "parameters", "classes", "created")]
    assert None not in found
    return found


def _answering(client: httpx.Client, **query: str) -> set[str]:
    """The versions that answer 16 requests."""
    answers = [client.post("/predict", params=query, content=digit_png(7)) for _ in range(16)]
    return {answer.json()["model"]["version"] for answer in answers}


def test_a_promotion_by_one_request_reaches_every_worker_and_so_does_its_rollback(ask: httpx.Client) -> None:
    answer = ask.post("/models/promote", json={"version": 1})
    assert answer.status_code == 200
    assert answer.json()["default_version"] == "1"
    _follows(ask, lambda body: body["default_version"] == "1")
    assert _answering(ask) == {"1"}
    assert ask.post("/models/rollback").json()["default_version"] == "2"
    _follows(ask, lambda body: body["default_version"] == "2")
    assert _answering(ask) == {"2"}


def test_a_canary_is_asked_by_its_label_and_promoted_by_it(ask: httpx.Client) -> None:
    ask.put("/models/labels/canary", json={"version": 1})
    _follows(ask, lambda body: body["rollout"]["labels"] == {"canary": 1})
    assert (_answering(ask, label="canary"), _answering(ask)) == ({"1"}, {"2"})
    assert ask.post("/models/promote", json={"label": "canary"}).json()["default_version"] == "1"
    assert ask.delete("/models/labels/canary").json()["rollout"]["labels"] == {"stable": 1}


def test_an_unloaded_version_is_not_found_until_it_is_loaded_again(ask: httpx.Client) -> None:
    unloaded = ask.post("/models/1/unload").json()
    assert _states(unloaded) == [
        ("2", "available"),
        ("1", "unloaded"),
    ]
    _follows(ask, lambda body: body["versions"][1]["state"] == "unloaded")
    assert _origin(unloaded["versions"][1]) == _origin(unloaded["versions"][0]), "what it is stays known"
    for _ in range(8):
        refused = ask.post("/predict?version=1", content=digit_png(7))
        assert_problem(refused, 404, "version 1 is unloaded; the versions are 2")
    assert ask.post("/models/1/load").json()["versions"][1]["state"] == "available"
    _follows(ask, lambda body: body["versions"][1]["state"] == "available")
    assert _answering(ask, version="1") == {"1"}


def test_a_version_that_is_copied_into_the_folder_goes_live_in_every_worker(ask: httpx.Client, models: Path) -> None:
    shutil.copytree(models / "2", models / "3")
    _follows(ask, lambda body: body["default_version"] == "3")
    assert _answering(ask) == {"3"}


def test_a_version_that_is_wrong_about_its_golden_pictures_never_goes_live(
    ask: httpx.Client, models: Path, tmp_path: Path
) -> None:
    """It is reported with the reason, which does not tell where the folder lies, and loading it says so too."""
    damaged_copy(models / "2", tmp_path, "wrong golden").joinpath("1").rename(models / "3")
    _follows(ask, lambda body: body["versions"][0]["state"] == "failed")
    reason = ask.get("/models").json()["versions"][0]["reason"]
    assert "digits/3 gives golden picture 0 another class" in reason
    assert str(models) not in reason
    assert _answering(ask) == {"2"}
    assert_problem(ask.post("/models/3/load"), 409, "version 3 is failed: digits/3 gives golden picture 0")


def test_what_cannot_be_arranged_is_refused_and_changes_nothing(ask: httpx.Client, models: Path) -> None:
    ask.put("/models/labels/stable", json={"version": 2})
    before = (models / "rollout.json").read_text()
    assert_problem(ask.put("/models/labels/stable", json={"version": 9}), 404, "no version 9")
    assert_problem(ask.put("/models/labels/9lives", json={"version": 1}), 422, "label")
    assert_problem(ask.put("/models/labels/stable", json={"version": "two"}), 422, "version")
    assert_problem(ask.delete("/models/labels/beta"), 404, "no label 'beta'; the labels are stable")
    assert_problem(ask.post("/models/promote", json={}), 422, "either `version` or `label`")
    assert_problem(ask.post("/models/promote", json={"version": 1, "label": "stable"}), 422, "either")
    assert_problem(ask.post("/models/promote", json={"label": "beta"}), 404, "no label 'beta'")
    assert_problem(ask.post("/models/rollback"), 404, "nothing to go back to")
    assert_problem(ask.post("/models/2/unload"), 409, "version 2 is needed by label 'stable'")
    assert_problem(ask.post("/models/9/load"), 404, "the model folder has no version 9; it has 1, 2")
    assert_problem(ask.post("/models/9/unload"), 404, "no version 9")
    assert (models / "rollout.json").read_text() == before


def test_the_last_version_is_not_unloaded(ask: httpx.Client) -> None:
    ask.post("/models/1/unload")
    _follows(ask, lambda body: body["versions"][1]["state"] == "unloaded")
    assert_problem(ask.post("/models/2/unload"), 409, "version 2 is the only one that is loaded")


def test_a_rollout_that_makes_no_sense_is_reported_and_the_last_one_stays(ask: httpx.Client, models: Path) -> None:
    ask.post("/models/promote", json={"version": 1})
    _follows(ask, lambda body: body["default_version"] == "1")
    (models / "rollout.json").write_text('{"default": 1.5}')
    _follows(ask, lambda body: body["problem"] is not None)
    assert "rollout.json cannot be followed" in ask.get("/models").json()["problem"]
    assert _answering(ask) == {"1"}
    assert_problem(ask.post("/models/promote", json={"version": 2}), 409, "rollout.json cannot be followed")


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_a_model_folder_whose_disk_is_gone_is_told_as_such_and_still_answers(
    ask: httpx.Client, models: Path, left: str
) -> None:
    """That is another matter than a folder that cannot be written to, and nothing is written to what is left."""
    gone = models.with_name("gone")
    models.rename(gone)
    if left == "an empty folder":
        models.mkdir()
    try:
        _follows(ask, lambda body: "holds no version any more" in (body["problem"] or ""))
        refused = assert_problem(ask.post("/models/promote", json={"version": 1}), 409, "digits holds no version")
        assert "read-only" not in refused["title"]
        assert _answering(ask) == {"2"}
        told = ask.post("/v2/repository/models/digits/unload")
        assert (told.status_code, told.json()["error"][:38]) == (400, "the model folder digits holds no versi")
    finally:
        if left == "an empty folder":
            models.rmdir()
        gone.rename(models)
    _follows(ask, lambda body: body["problem"] is None)


def test_a_rollout_may_be_written_by_hand(ask: httpx.Client, models: Path) -> None:
    (models / "rollout.json").write_text(json.dumps({"policy": {"specific": [1]}}))
    _follows(ask, lambda body: _states(body) == [("2", "unloaded"), ("1", "available")])
    assert _answering(ask) == {"1"}
