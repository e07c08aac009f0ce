"""POST /comparisons over HTTP to the running service."""

from io import BytesIO

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.app.problems import assert_problem
from tests.files import digit_png

FOUR, NINE = digit_png(4), digit_png(9)
PAIR = [("files", FOUR), ("files", NINE)]


def maps(client: httpx.Client, picture: bytes, layer: str) -> np.ndarray:
    answer = client.post(f"/feature-maps/{layer}", content=picture, headers={"Accept": "application/x-npy"})
    return np.asarray(np.load(BytesIO(answer.content)), np.float64)


def test_two_digits_part_at_a_layer_that_is_told(client: httpx.Client) -> None:
    body = client.post("/comparisons", files=PAIR).json()
    assert [picture["answer"]["winner"] for picture in body["pictures"]] == [4, 9]
    assert [layer["layer"] for layer in body["layers"]][:2] == ["conv2d", "max_pooling2d"]
    names = [layer["layer"] for layer in body["layers"]]
    start = names.index(body["parting"])
    assert all(layer["parted"] for layer in body["layers"][start:])
    assert start == 0 or not body["layers"][start - 1]["parted"]


def test_distances_are_those_of_the_feature_maps(client: httpx.Client) -> None:
    body = client.post("/comparisons?layer=conv2d_1", files=PAIR).json()
    (layer,) = body["layers"]
    one, other = maps(client, FOUR, "conv2d_1"), maps(client, NINE, "conv2d_1")
    expected = np.linalg.norm(one - other) / (np.linalg.norm(one) + np.linalg.norm(other))
    assert layer["distance"] == pytest.approx(expected, abs=1e-5)
    assert np.array(layer["differences"]) == pytest.approx(one - other, abs=1e-5)
    assert len(layer["channels"]) == 64


def test_differences_come_as_arrays_and_as_a_mosaic(client: httpx.Client) -> None:
    arrays = client.post("/comparisons", files=PAIR, headers={"Accept": "application/x-npz"})
    with np.load(BytesIO(arrays.content)) as file:
        expected = maps(client, FOUR, "conv2d_2") - maps(client, NINE, "conv2d_2")
        assert file["conv2d_2"] == pytest.approx(expected, abs=1e-5)
        assert len(list(file)) == 8
    picture = client.post("/comparisons?layer=conv2d", files=PAIR, headers={"Accept": "image/png"})
    with Image.open(BytesIO(picture.content)) as opened:
        assert opened.format == "PNG"


def test_the_same_picture_twice_does_not_part(client: httpx.Client) -> None:
    body = client.post("/comparisons", files=[("files", FOUR)] * 2).json()
    assert body["parting"] is None
    assert [layer["distance"] for layer in body["layers"]] == [0] * 8


def test_anything_but_two_pictures_is_refused(client: httpx.Client) -> None:
    for files in ([("files", FOUR)], [("files", FOUR)] * 3, [("file", FOUR)]):
        assert_problem(client.post("/comparisons", files=files), 422, "two pictures", "`files`")
    assert_problem(client.post("/comparisons", content=FOUR), 422, "two pictures")
    assert_problem(client.post("/comparisons", files=[("files", FOUR), ("files", b"none")]), 415)
    assert_problem(client.post("/comparisons?layer=conv9d", files=PAIR), 404, "the layers are conv2d")
    assert_problem(client.post("/comparisons?threshold=2", files=PAIR), 422, "threshold")
