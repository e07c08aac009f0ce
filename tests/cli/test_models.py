"""digitscope models, on a model folder and through a running service that follows it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.service import Service, running


def digitscope(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["models", *[str(argument) for argument in arguments]], env={"COLUMNS": "120"})


@pytest.fixture
def folder(version_folder: Path, tmp_path: Path) -> Path:
    """A model folder with the versions 1 to 3, all alike."""
    for number in (1, 2, 3):
        shutil.copytree(version_folder, tmp_path / "digits" / str(number))
    return tmp_path / "digits"


def _labels(folder: Path) -> dict[str, int]:
    labels: dict[str, int] = json.loads((folder / "rollout.json").read_text())["labels"]
    return labels


def test_the_list_shows_every_version_and_marks_the_default(folder: Path) -> None:
    digitscope("label", "canary", 3, "--model-dir", folder)
    result = digitscope("list", "--model-dir", folder)
    rows = [line.split() for line in result.stdout.splitlines()[3:6]]
    assert [row[:2] for row in rows] == [["3", "(default)"], ["2", "wanted"], ["1", "wanted"]]
    assert "canary" in rows[0]


def test_the_list_as_json_has_the_members_of_the_services(folder: Path, service: Service) -> None:
    here = json.loads(digitscope("list", "--json", "--model-dir", folder).stdout)
    there = json.loads(digitscope("list", "--json", "--server", service.url).stdout)
    assert there == httpx.get(f"{service.url}/models").json()
    assert list(here) == list(there)
    assert list(here["versions"][0]) == list(there["versions"][0])


def test_a_version_is_promoted_and_rolled_back(folder: Path) -> None:
    assert digitscope("promote", 2, "--model-dir", folder).exit_code == 0
    assert _labels(folder) == {"stable": 2}
    assert "3 (default)" in digitscope("rollback", "--model-dir", folder).stdout
    assert _labels(folder) == {"stable": 3}


def test_a_canary_is_promoted_by_its_label(folder: Path) -> None:
    digitscope("promote", 1, "--model-dir", folder)
    digitscope("label", "canary", 2, "--model-dir", folder)
    assert "2 (default)" in digitscope("promote", "canary", "--model-dir", folder).stdout
    assert _labels(folder) == {"stable": 2, "canary": 2}


def test_versions_are_loaded_and_unloaded_whatever_the_policy_says(folder: Path) -> None:
    (folder / "rollout.json").write_text('{"policy": {"latest": 1}}')
    digitscope("load", 1, "--model-dir", folder)
    digitscope("unload", 3, "--model-dir", folder)
    listed = json.loads(digitscope("list", "--json", "--model-dir", folder).stdout)
    assert {each["version"]: each["state"] for each in listed["versions"]} == {
        "3": "unloaded",
        "2": "wanted",
        "1": "wanted",
    }


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("promote", "beta"), "there is no label 'beta'; the labels are none"),
        (("promote", 9), "there is no version 9; the versions are 1, 2, 3"),
        (("load", 9), "there is no version 9; the versions are 1, 2, 3"),
        (("label", "beta", 9), "there is no version 9; the versions are 1, 2, 3"),
        (("label", "beta", "--remove"), "there is no label 'beta'; the labels are none"),
        (("rollback", "--label", "beta"), "label 'beta' has never moved"),
        (("label", "two words", 1), "the rollout cannot be changed so: labels must give version numbers to names"),
        (("label", "7", 1), "the rollout cannot be changed so: labels must give version numbers to names"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    folder: Path, arguments: tuple[object, ...], complaint: str
) -> None:
    (folder / "rollout.json").write_text('{"default": 3}')
    result = digitscope(*arguments, "--model-dir", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {complaint}")
    assert len(result.stderr.splitlines()) == 1
    assert json.loads((folder / "rollout.json").read_text()) == {"default": 3}


def test_a_label_needs_a_version_or_is_removed(folder: Path) -> None:
    for arguments in (("label", "stable"), ("label", "stable", 1, "--remove")):
        result = digitscope(*arguments, "--model-dir", folder)
        assert result.exit_code == 2
        assert "give a VERSION, or --remove" in result.stderr


def _row(folder: Path) -> list[str]:
    """What the list says of version 1 of the model folder, without a service."""
    listed = digitscope("list", "--model-dir", folder).stdout
    return next(line.split() for line in listed.splitlines() if line[:2] == " 1")


@pytest.fixture
def own_service(folder: Path, tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path / "log", model_dir=folder, model_poll_seconds=0.1) as service:
        yield service


def test_a_service_does_the_same_when_it_is_asked(own_service: Service, folder: Path) -> None:
    """And says in one line what it refuses."""
    asked = ("--server", own_service.url)
    assert "2 (default)" in digitscope("promote", 2, *asked).stdout
    assert "3 (default)" in digitscope("rollback", *asked).stdout
    digitscope("label", "canary", 1, *asked)
    assert _labels(folder) == {"stable": 3, "canary": 1}
    digitscope("label", "canary", "--remove", *asked)
    unloaded = next(line.split() for line in digitscope("unload", 1, *asked).stdout.splitlines() if line[:2] == " 1")
    assert unloaded == ["1", "unloaded", *_row(folder)[2:]], "what it is stays known"
    assert "unloaded" not in digitscope("load", 1, *asked).stdout
    refused = digitscope("unload", 3, *asked)
    assert refused.exit_code == 1
    assert refused.stderr == "error: version 3 is needed by label 'stable'; give that to another one first\n"


def test_a_service_that_is_not_there_is_one_line() -> None:
    refused = digitscope("list", "--server", "http://127.0.0.1:9")
    assert refused.exit_code == 1
    assert "is the service running?" in refused.stderr
