from pathlib import Path

import httpx
import pytest

from model.versions.manifest import Manifest
from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem


@pytest.fixture(scope="module")
def manifest(version_folder: Path) -> Manifest:
    return Manifest.read(version_folder)


def test_every_version_is_listed(client: httpx.Client, manifest: Manifest, version_folder: Path) -> None:
    body = client.get("/models").json()
    assert body["name"] == version_folder.parent.name
    assert body["default_version"] == version_folder.name
    version, *others = body["versions"]
    assert version["version"] == version_folder.name
    assert [each["version"] for each in others] == ["1"]
    assert version["labels"] == []
    assert version["state"] == "available"
    assert version["recipe"] == manifest.recipe
    assert version["parameters"] == 260_298
    assert version["classes"] == [str(digit) for digit in range(10)]
    assert version["created"] == manifest.created.isoformat()


def test_a_version_tells_what_is_known_of_it(client: httpx.Client, manifest: Manifest, version_folder: Path) -> None:
    body = client.get(f"/models/{version_folder.name}").json()
    assert body["input_shape"] == [28, 28, 1]
    assert body["metrics"] == manifest.metrics
    assert body["data"] == manifest.data
    assert body["packages"] == manifest.packages
    assert (body["seed"], body["commit"]) == (manifest.seed, manifest.commit)
    assert body["calibration"] == manifest.calibration.model_dump()


def test_a_version_that_is_not_there_is_not_found_and_those_that_are_are_listed(client: httpx.Client) -> None:
    assert_problem(client.get("/models/9"), 404, "no version 9; the versions are 1, 2")
    assert_problem(client.get("/models/newest"), 404, "nothing at /models/newest")
    assert_problem(client.get(f"/models/{2**63}"), 422, "less than or equal to")


@pytest.mark.anyio
async def test_several_versions_are_listed_newest_first_with_their_labels(in_process: StartInProcess) -> None:
    async with in_process() as service:
        body = (await service.client.get("/models")).json()
        assert [(each["version"], each["labels"]) for each in body["versions"]] == [("2", []), ("1", ["stable"])]
        assert body["default_version"] == "2"
