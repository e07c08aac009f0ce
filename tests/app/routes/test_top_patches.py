"""GET /layers/{layer}/top-patches of a service with patches for two layers of its version 1, and none of version 2."""

import base64
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from model.inside.top_patches import TopPatches
from tests.app.problems import assert_problem
from tests.service import running
from tests.top_patches import write_noise_patches


@pytest.fixture(scope="module")
def models(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "digits"
    for number in (1, 2):
        ignored = shutil.ignore_patterns("top_patches")
        shutil.copytree(version_folder, folder / str(number), ignore=ignored)
    write_noise_patches(folder / "1", "conv2d", "dense_1")
    return folder


@pytest.fixture(scope="module")
def client(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        running(tmp_path_factory.mktemp("patches") / "log", model_dir=models) as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
    ):
        yield client


def test_patches_come_as_pictures_with_what_is_known_of_each(client: httpx.Client, models: Path) -> None:
    body = client.get("/layers/conv2d/top-patches?version=1&channels=5,0").json()
    found = TopPatches.read(models / "1", "conv2d")
    assert (body["layer"], body["patch"], body["model"]["version"]) == ("conv2d", [3, 3], "1")
    assert [unit["channel"] for unit in body["channels"]] == [5, 0]
    assert [unit["dead"] for unit in body["channels"]] == [False, True]
    unit = body["channels"][0]
    assert len(unit["patches"]) == 9
    for rank, patch in enumerate(unit["patches"]):
        with Image.open(BytesIO(base64.b64decode(patch["image"].partition(",")[2]))) as picture:
            assert (np.asarray(picture) == found.patches[5, rank]).all()
        assert patch["activation"] == found.activations[5, rank]
        assert patch["label"] == str(found.labels[5, rank])
        assert patch["number"] == found.images[5, rank]
        row, column = found.corners[5, rank]
        assert patch["box"] == [column, row, 3, 3]
    means = [each["activation"] for each in unit["answers_to"]]
    assert means == sorted(means, reverse=True)
    assert unit["answers_to"][0]["label"] == str(found.means[5].argmax())


def test_patches_come_as_one_sheet(client: httpx.Client) -> None:
    answer = client.get("/layers/conv2d/top-patches?version=1&channels=0-4", headers={"Accept": "image/png"})
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.format == "PNG"
        assert picture.size[1] > 5 * 50


def test_without_patches_the_answer_says_how_to_make_them(client: httpx.Client) -> None:
    answer = client.get("/layers/conv2d/top-patches?version=2")
    assert_problem(answer, 404, "`digitscope top-patches --version 2` makes them", "MNIST")


def test_a_layer_without_patches_is_told_from_those_with(client: httpx.Client) -> None:
    answer = client.get("/layers/max_pooling2d/top-patches?version=1")
    assert_problem(answer, 404, "'max_pooling2d' has no patches; those of conv2d, dense_1 were prepared")
    assert_problem(client.get("/layers/conv9d/top-patches?version=1"), 404, "the layers are conv2d")
    assert_problem(client.get("/layers/conv2d/top-patches?version=1&channels=64"), 404, "no channel 64")
