"""GET /summary and /layers over HTTP to the running service."""

from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from model.inside.summary import as_html, as_text, summarise
from model.versions.manifest import Manifest
from model.versions.version import Version
from tests.app.problems import assert_problem

NAMES = [
    "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2", "flatten", "dense", "dense_1",
]  # fmt: skip


@pytest.fixture(scope="module")
def manifest(version_folder: Path) -> Manifest:
    return Manifest.read(version_folder)


@pytest.fixture(scope="module")
def version(version_folder: Path) -> Version:
    return Version.load(version_folder, warm_up=())


@pytest.mark.parametrize("until", [None, *NAMES])
@pytest.mark.parametrize("accept", [None, "text/plain", "*/*"])
def test_the_summary_is_keras_table_as_text(
    client: httpx.Client, manifest: Manifest, until: str | None, accept: str | None
) -> None:
    answer = client.get(
        "/summary",
        params={} if until is None else {"until": until},
        headers={} if accept is None else {"Accept": accept},
    )
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == as_text(summarise(manifest, until))


def test_the_textbooks_totals_are_in_the_summary(client: httpx.Client) -> None:
    assert "Total params: 260,298 (1016.79 KB)" in client.get("/summary").text
    assert "Total params: 111,424 (435.25 KB)" in client.get("/summary?until=conv2d_2").text


def test_the_summary_as_json_has_the_same_figures(client: httpx.Client) -> None:
    answer = client.get("/summary?until=conv2d_2", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert [layer["name"] for layer in body["layers"]] == NAMES[:5]
    assert body["layers"][0] == {
        "name": "conv2d", "class": "Conv2D", "output_shape": [None, 26, 26, 64], "parameters": 640,
    }  # fmt: skip
    assert (body["total_parameters"], body["trainable_parameters"], body["non_trainable_parameters"]) == (
        111_424,
        111_424,
        0,
    )


def test_the_summary_as_html_is_a_page_of_its_own(client: httpx.Client, manifest: Manifest) -> None:
    answer = client.get("/summary", headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == as_html(summarise(manifest))


@pytest.mark.parametrize("path", ["/summary?until=conv3d", "/layers/conv3d", "/layers/conv3d/filters"])
def test_an_unknown_layer_is_not_found_and_the_layers_are_listed(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path), 404, "no layer 'conv3d'", ", ".join(NAMES))


@pytest.mark.parametrize("path", ["/summary", "/layers", "/layers/conv2d", "/layers/conv2d/filters"])
def test_an_unknown_version_is_not_found_and_the_versions_are_listed(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path, params={"version": 5}), 404, "no version 5; the versions are 1")


@pytest.mark.parametrize("path", ["/summary", "/layers/conv2d/filters"])
def test_what_is_not_on_offer_is_refused_with_what_is(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path, headers={"Accept": "application/xml"}), 406, "application/json", "application/xml")


def test_every_layer_is_described_in_order(client: httpx.Client, version_folder: Path) -> None:
    body = client.get("/layers").json()
    assert [layer["name"] for layer in body["layers"]] == NAMES
    assert (body["parameters"], body["multiply_adds"]) == (260_298, 5_662_208)
    assert body["model"]["version"] == version_folder.name


def test_a_layer_is_described_alone_as_among_the_others(client: httpx.Client) -> None:
    for layer in client.get("/layers").json()["layers"]:
        assert client.get(f"/layers/{layer['name']}").json() == layer


def test_a_convolution_is_described_in_full(client: httpx.Client) -> None:
    body = client.get("/layers/conv2d_2").json()
    assert body == {
        "name": "conv2d_2",
        "class": "Conv2D",
        "input_shape": [5, 5, 64],
        "output_shape": [3, 3, 128],
        "parameters": 73_856,
        "multiply_adds": 663_552,
        "kernel_size": [3, 3],
        "strides": [1, 1],
        "padding": "valid",
        "activation": "relu",
        "receptive_field": {"size": 18, "stride": 4, "start": 0},
        "inputs": ["max_pooling2d_1"],
        "blind_rows": [26, 27],
        "blind_columns": [26, 27],
        **{key: value for key, value in body.items() if key == "non_trainable_parameters"},
    }


def test_filters_as_json_are_the_weights_by_keras_names(client: httpx.Client, version: Version) -> None:
    body = client.get("/layers/conv2d/filters").json()
    weights = version.weights("conv2d")
    assert body["layer"] == "conv2d"
    assert set(body["weights"]) == set(weights) == {"kernel", "bias"}
    for name, weight in weights.items():
        assert tuple(body["weights"][name]["shape"]) == weight.shape
        assert np.array_equal(np.array(body["weights"][name]["values"], np.float32), weight)


@pytest.mark.parametrize("layer", ["conv2d", "conv2d_2", "dense"])
@pytest.mark.parametrize("weight", ["kernel", "bias"])
def test_filters_as_npy_are_the_very_weights(client: httpx.Client, version: Version, layer: str, weight: str) -> None:
    answer = client.get(f"/layers/{layer}/filters?weight={weight}", headers={"Accept": "application/x-npy"})
    assert answer.headers["content-type"] == "application/x-npy"
    values = np.load(BytesIO(answer.content), allow_pickle=False)
    assert values.dtype == np.float32
    assert np.array_equal(values, version.weights(layer)[weight])


def test_chosen_filters_come_alone(client: httpx.Client, version: Version) -> None:
    answer = client.get("/layers/conv2d/filters?channels=5,0-1", headers={"Accept": "application/x-npy"})
    values = np.load(BytesIO(answer.content))
    assert np.array_equal(values, version.weights("conv2d")["kernel"][..., [5, 0, 1]])


@pytest.mark.parametrize("layer", ["conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1"])
@pytest.mark.parametrize("weight", ["kernel", "bias"])
def test_filters_are_drawn(client: httpx.Client, layer: str, weight: str) -> None:
    answer = client.get(f"/layers/{layer}/filters?weight={weight}", headers={"Accept": "image/png"})
    assert answer.headers["content-type"] == "image/png"
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 10


def test_filters_are_asked_for_by_what_exists(client: httpx.Client) -> None:
    png = {"Accept": "image/png"}
    flatten = client.get("/layers/flatten/filters")
    assert_problem(flatten, 422, "has no weights", "conv2d, conv2d_1, conv2d_2, dense, dense_1")
    gamma = client.get("/layers/conv2d/filters?weight=gamma", headers=png)
    assert_problem(gamma, 422, "no weight 'gamma'", "bias", "kernel")
    beyond = client.get("/layers/conv2d/filters?channels=64", headers=png)
    assert_problem(beyond, 404, "conv2d", "no channel 64", "0 to 63")
    assert_problem(client.get("/layers/conv2d/filters?channels=x", headers=png), 422, "such as 0,5-9", "'x'")
