"""POST /feature-maps over HTTP to the running service, against the SavedModel itself."""

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from model.normalise import normalise
from model.picture.decode import decode
from model.versions.saved_model import SavedModel
from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png

SEVEN = digit_png(7)
NPY, NPZ, PNG = "application/x-npy", "application/x-npz", "image/png"
LAYERS = [
    "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2", "flatten", "dense", "dense_1",
]  # fmt: skip


@pytest.fixture(scope="module")
def expected(version_folder: Path) -> dict[str, NDArray[Any]]:
    """What the SavedModel's own signature gives for the frame of the picture."""
    outputs = SavedModel(version_folder).layers(normalise(decode(SEVEN)).frame[np.newaxis])
    return {name: values[0] for name, values in outputs.items()}


def ask(client: httpx.Client, layer: str | None = None, accept: str | None = None, **query: Any) -> httpx.Response:
    path = "/feature-maps" if layer is None else f"/feature-maps/{layer}"
    answer = client.post(path, content=SEVEN, params=query, headers={} if accept is None else {"Accept": accept})
    assert answer.status_code == 200, answer.content[:300]
    assert answer.headers["content-type"] == (accept or "application/json")
    return answer


def picture(answer: httpx.Response) -> NDArray[np.uint8]:
    with Image.open(BytesIO(answer.content)) as opened:
        assert opened.format == "PNG"
        return np.asarray(opened.convert("RGB"))


@pytest.mark.parametrize("layer", LAYERS)
def test_npy_is_what_the_saved_model_gives(client: httpx.Client, expected: dict[str, NDArray[Any]], layer: str) -> None:
    values = np.load(BytesIO(ask(client, layer, NPY).content), allow_pickle=False)
    assert values.dtype == np.float32
    assert values.shape == expected[layer].shape
    assert values == pytest.approx(expected[layer], abs=1e-5)


def test_npz_has_every_layer_in_order(client: httpx.Client, expected: dict[str, NDArray[Any]]) -> None:
    with np.load(BytesIO(ask(client, accept=NPZ).content), allow_pickle=False) as file:
        assert list(file) == LAYERS
        for layer in LAYERS:
            assert file[layer] == pytest.approx(expected[layer], abs=1e-5)


def test_pre_activations_come_in_the_outputs_place(client: httpx.Client, expected: dict[str, NDArray[Any]]) -> None:
    before = np.load(BytesIO(ask(client, "conv2d", NPY, pre_activation=True).content))
    assert before == pytest.approx(expected["conv2d/pre_activation"], abs=1e-5)
    assert np.maximum(before, 0) == pytest.approx(expected["conv2d"], abs=1e-5)
    pooled = np.load(BytesIO(ask(client, "max_pooling2d", NPY, pre_activation=True).content))
    assert pooled == pytest.approx(expected["max_pooling2d"], abs=1e-5)


def test_json_tells_statistics_of_every_channel(
    client: httpx.Client, expected: dict[str, NDArray[Any]], version_folder: Path
) -> None:
    body = ask(client).json()
    assert [layer["layer"] for layer in body["layers"]] == LAYERS
    for layer in body["layers"]:
        values = expected[layer["layer"]]
        assert tuple(layer["shape"]) == values.shape
        assert "values" not in layer
        assert [channel["channel"] for channel in layer["channels"]] == list(range(values.shape[-1]))
        flat = values.reshape(-1, values.shape[-1])
        assert [channel["maximum"] for channel in layer["channels"]] == pytest.approx(flat.max(0), abs=1e-5)
        assert [channel["mean"] for channel in layer["channels"]] == pytest.approx(flat.mean(0), abs=1e-5)
        assert [channel["zeros"] for channel in layer["channels"]] == pytest.approx((flat == 0).mean(0), abs=1e-2)
    assert body["picture"]["inverted"] is True
    assert body["model"]["version"] == version_folder.name


def test_one_layer_is_told_as_among_all(client: httpx.Client) -> None:
    together = {layer["layer"]: layer for layer in ask(client).json()["layers"]}
    for layer in ("conv2d_1", "dense"):
        (alone,) = ask(client, layer).json()["layers"]
        assert alone["shape"] == together[layer]["shape"]
        for one, other in zip(alone["channels"], together[layer]["channels"], strict=True):
            assert one == pytest.approx(other, abs=1e-5)


def test_values_of_chosen_channels_come_when_asked_for(client: httpx.Client, expected: dict[str, NDArray[Any]]) -> None:
    (layer,) = ask(client, "conv2d", channels="5,0-1", values=True).json()["layers"]
    assert [channel["channel"] for channel in layer["channels"]] == [5, 0, 1]
    assert np.array(layer["values"]) == pytest.approx(expected["conv2d"][..., [5, 0, 1]], abs=1e-5)
    (dense,) = ask(client, "dense_1", values=True).json()["layers"]
    assert dense["values"] == pytest.approx(expected["dense_1"], abs=1e-5)


def test_dead_channels_of_a_blank_sheet_are_marked(client: httpx.Client) -> None:
    body = client.post("/feature-maps/conv2d", content=blank_png()).json()
    channels = body["layers"][0]["channels"]
    assert all(channel["flat"] for channel in channels)
    assert any(channel["dead"] for channel in channels)
    assert body["picture"]["box"] is None


def test_the_mosaic_tells_its_scale_in_headers(client: httpx.Client, expected: dict[str, NDArray[Any]]) -> None:
    by_layer = ask(client, "conv2d", PNG)
    assert by_layer.headers["x-scale"] == "layer"
    assert float(by_layer.headers["x-scale-limit"]) == pytest.approx(np.abs(expected["conv2d"]).max(), abs=1e-5)
    assert "zero is white" in by_layer.headers["x-scale-colours"]
    assert by_layer.headers["x-upsample"] == "nearest"
    by_network = ask(client, "conv2d", PNG, scale="network", upsample="bilinear")
    largest = max(np.abs(expected[layer]).max() for layer in LAYERS)
    assert float(by_network.headers["x-scale-limit"]) == pytest.approx(largest, abs=1e-4)
    assert by_network.headers["x-upsample"] == "bilinear"
    assert "x-scale-limit" not in ask(client, "conv2d", PNG, scale="channel").headers


@pytest.mark.parametrize("layer", [None, *LAYERS])
def test_every_layer_can_be_drawn(client: httpx.Client, layer: str | None) -> None:
    assert picture(ask(client, layer, PNG)).size


def test_size_and_channels_shape_the_mosaic(client: httpx.Client) -> None:
    small, large = (picture(ask(client, "conv2d", PNG, size=size, channels="0-3")) for size in (26, 208))
    assert large.shape[0] - small.shape[0] == 2 * (208 - 26)
    one = picture(ask(client, "conv2d", PNG, size=208, channels="0"))
    assert large.shape[0] - one.shape[0] == 208 + 2


def test_ways_to_draw_make_different_pictures(client: httpx.Client) -> None:
    ways: list[dict[str, str]] = [
        {},
        {"scale": "channel"},
        {"scale": "network"},
        {"upsample": "bilinear"},
        {"pre_activation": "true"},
    ]
    pictures = [ask(client, "conv2d", PNG, channels="0-7", **way).content for way in ways]
    assert len(set(pictures)) == len(ways)


def test_a_picture_comes_as_multipart_too(client: httpx.Client) -> None:
    raw = ask(client, "conv2d", NPY).content
    parts = client.post("/feature-maps/conv2d", files={"file": SEVEN}, headers={"Accept": NPY}).content
    assert np.load(BytesIO(parts)) == pytest.approx(np.load(BytesIO(raw)), abs=1e-5)


def test_a_list_of_pictures_is_refused(client: httpx.Client) -> None:
    assert_problem(client.post("/feature-maps", files=[("files", SEVEN)]), 422, "takes one picture", "`file`")


@pytest.mark.parametrize("path", ["/feature-maps", "/feature-maps/conv2d"])
def test_what_cannot_be_used_is_refused(client: httpx.Client, path: str) -> None:
    assert_problem(client.post(path, content=b"no picture"), 415)
    assert_problem(client.post(f"{path}?channels=x", content=SEVEN), 422, "such as 0,5-9")
    assert_problem(client.post(f"{path}?version=8", content=SEVEN), 404, "the versions are 1")
    assert_problem(client.post(f"{path}?scale=planet", content=SEVEN), 422, "channel", "layer", "network", "planet")
    assert_problem(client.post(f"{path}?size=513", content=SEVEN), 422, "513", "512")
    assert_problem(client.post(path, content=SEVEN, headers={"Accept": "image/webp"}), 406, PNG)


def test_an_unknown_layer_or_channel_is_not_found_and_those_that_exist_are_listed(client: httpx.Client) -> None:
    assert_problem(client.post("/feature-maps/conv9d", content=SEVEN), 404, "no layer 'conv9d'", ", ".join(LAYERS))
    beyond = client.post("/feature-maps/conv2d?channels=3-64", content=SEVEN)
    assert_problem(beyond, 404, "conv2d", "no channel 64", "0 to 63")
    beyond = client.post("/feature-maps?channels=3-20", content=SEVEN)
    assert_problem(beyond, 404, "dense_1", "no channel 20", "0 to 9")


def test_a_mosaic_too_large_to_draw_is_refused_with_what_to_do(client: httpx.Client) -> None:
    answer = client.post("/feature-maps?size=512", content=SEVEN, headers={"Accept": PNG})
    assert_problem(answer, 422, "pixels", "fewer channels", "size")
