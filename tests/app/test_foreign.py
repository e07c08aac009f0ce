"""A SavedModel from elsewhere in the model folder, served by a real process beside a version of our own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.problems import assert_problem
from tests.files import digit_png
from tests.foreign import colour_classifier, half_plus_two
from tests.service import Service, running


@pytest.fixture(scope="module")
def own_service(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Versions 1 (ours), 2 and 3 (from elsewhere), and 4, which is ours but lost its description."""
    folder = tmp_path_factory.mktemp("models") / "digits"
    for number in (1, 4):
        shutil.copytree(version_folder, folder / str(number))
    (folder / "4" / "model.json").unlink()
    half_plus_two(folder / "2")
    colour_classifier(folder / "3")
    with running(tmp_path_factory.mktemp("foreign") / "log", model_dir=folder) as service:
        yield service


def test_it_is_listed_as_available_and_of_unknown_origin(own_service: Service) -> None:
    versions = {each["version"]: each for each in httpx.get(f"{own_service.url}/models").json()["versions"]}
    for number in ("2", "3"):
        assert versions[number]["state"] == "available"
        assert (versions[number]["recipe"], versions[number]["parameters"]) == (None, None)
    assert versions["1"]["parameters"] == 260_298


def test_a_version_of_ours_that_lost_its_description_is_not_taken_for_one(own_service: Service) -> None:
    newest = httpx.get(f"{own_service.url}/models").json()["versions"][0]
    assert (newest["version"], newest["state"]) == ("4", "failed")
    assert "model.json cannot be read" in newest["reason"]


@pytest.mark.parametrize("version", ["2", "3"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/predict"),
        ("POST", "/read"),
        ("POST", "/feature-maps"),
        ("GET", "/summary"),
        ("GET", "/layers"),
        ("GET", "/models/{version}"),
    ],
)
def test_what_needs_a_description_is_refused_with_the_reason(
    own_service: Service, method: str, path: str, version: str
) -> None:
    content = digit_png(7) if method == "POST" else None
    url = own_service.url + path.format(version=version)
    answer = httpx.request(method, url, params={"version": version}, content=content, timeout=30)
    assert_problem(answer, 409, f"version {version} is a SavedModel from elsewhere, without model.json")
    assert "digitscope export" in answer.json()["detail"]


def test_the_versions_beside_it_read_digits_as_ever(own_service: Service) -> None:
    answer = httpx.post(f"{own_service.url}/predict?version=1", content=digit_png(7), timeout=30)
    assert answer.json()["digit"] == 7
