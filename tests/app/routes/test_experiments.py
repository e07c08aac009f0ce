"""POST /experiments over HTTP to the running service."""

from io import BytesIO
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.app.problems import assert_problem
from tests.files import digit_png

SEVEN = digit_png(7)


def ask(client: httpx.Client, operation: str, accept: str = "application/json", **query: Any) -> httpx.Response:
    answer = client.post(f"/experiments/{operation}", content=SEVEN, params=query, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == accept
    return answer


@pytest.mark.parametrize(
    ("padding", "side", "formula", "padded"),
    [("valid", 24, "N - M + 1", [0, 0]), ("same", 28, "N", [2, 2]), ("full", 32, "N + M - 1", [4, 4])],
)
def test_the_frame_convolved_has_the_size_of_its_padding(
    client: httpx.Client, padding: str, side: int, formula: str, padded: list[int]
) -> None:
    body = ask(client, "convolve", kernel="blur", size=5, padding=padding).json()
    assert body["size"] == {"formula": formula, "expected": [side, side], "counted": [side, side]}
    assert body["output"]["shape"] == [side, side] == list(np.shape(body["output"]["values"]))
    assert body["padding"] == {"rows": padded, "columns": padded}
    border = np.array(body["border"])
    assert border.any() == (padding != "valid")
    inner = slice(padded[0], side - padded[0])
    assert not border[inner, inner].any() if padding != "full" else border[:4].all()
    assert (body["input"]["of"], body["input"]["shape"]) == ("frame", [28, 28, 1])
    assert body["kernel"]["name"] == "blur"


def test_a_learned_filter_over_its_own_maps_is_the_networks_map(client: httpx.Client) -> None:
    found = ask(client, "convolve", "application/x-npy", kernel="conv2d_1/17", of="max_pooling2d", activation="relu")
    maps = client.post("/feature-maps/conv2d_1?channels=17", content=SEVEN, headers={"Accept": "application/x-npy"})
    expected = np.load(BytesIO(maps.content))[..., 0]
    assert np.load(BytesIO(found.content)) == pytest.approx(expected, abs=1e-5)


def test_pooling_tells_winners_and_what_no_window_sees(client: httpx.Client) -> None:
    body = ask(client, "pool", of="conv2d_1:5").json()
    assert body["unseen"] == {"rows": [10], "columns": [10]}
    values, winners = np.array(body["input"]["maps"][0]), np.array(body["winners"])
    assert values.ravel()[winners] == pytest.approx(np.array(body["output"]["values"]))
    pooled = client.post(
        "/feature-maps/max_pooling2d_1?channels=5", content=SEVEN, headers={"Accept": "application/x-npy"}
    )
    assert np.array(body["output"]["values"]) == pytest.approx(np.load(BytesIO(pooled.content))[..., 0], abs=1e-6)


def test_minimum_pooling_of_the_picture_keeps_its_dark_ink(client: httpx.Client) -> None:
    """And maximum pooling that of the inverted one."""
    dark = ask(client, "pool", of="picture", side=64, kind="min").json()["output"]["values"]
    light = ask(client, "pool", of="picture", side=64, kind="max", invert=True).json()["output"]["values"]
    assert np.array(dark) == pytest.approx(1 - np.array(light), abs=1e-6)


@pytest.mark.parametrize(("kernel", "even"), [("1,1;1,1", True), ("blur", False)])
def test_a_transposed_convolution_counts_its_overlaps(client: httpx.Client, kernel: str, even: bool) -> None:
    body = ask(client, "transpose", kernel=kernel, stride=2).json()
    inner = np.array(body["counts"])[3:-3, 3:-3]
    assert body["even"] == even == (inner.min() == inner.max())


def test_upsampling_comes_with_a_convolution_or_without(client: httpx.Client) -> None:
    plain = ask(client, "upsample", factor=3).json()
    assert plain["kernel"] is None
    assert plain["size"] == {"formula": "N x S", "expected": [84, 84], "counted": [84, 84]}
    smooth = ask(client, "upsample", factor=3, interpolation="bilinear", kernel="blur").json()
    assert smooth["output"]["shape"] == [84, 84]
    assert smooth["kernel"]["shape"] == [3, 3, 1]


@pytest.mark.parametrize("operation", ["convolve", "pool", "transpose", "upsample"])
def test_results_can_be_drawn(client: httpx.Client, operation: str) -> None:
    answer = ask(client, operation, "image/png")
    assert float(answer.headers["x-scale-limit"]) > 0
    with Image.open(BytesIO(answer.content)) as opened:
        assert opened.format == "PNG"


def test_named_kernels_are_listed_and_all_can_be_used(client: httpx.Client) -> None:
    for kernel in client.get("/experiments/kernels").json()["kernels"]:
        used = ask(client, "convolve", kernel=kernel["name"]).json()["kernel"]
        assert np.shape(used["maps"][0]) == np.shape(kernel["weights"])


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("convolve?kernel=nonsense", 422, "GET"),
        ("convolve?kernel=conv2d_1/0", 422, "layer/filter/channel"),
        ("convolve?kernel=conv2d/64", 404, "no filter 64"),
        ("convolve?kernel=blur&size=16", 422, "15"),
        ("convolve?padding=half", 422, "full"),
        ("convolve?of=nonsense", 404, "the layers are conv2d"),
        ("pool?of=conv2d", 422, "of=layer:channel"),
        ("pool?size=32", 422, "does not fit"),
        ("pool?kind=median", 422, "average"),
        ("transpose?stride=9", 422, "8"),
        ("upsample?of=picture&side=256&factor=8", 422, "at most 512 a side"),
    ],
)
def test_what_cannot_be_done_is_refused(client: httpx.Client, path: str, status: int, told: str) -> None:
    words = [] if told == "GET" else [told]
    assert_problem(client.post(f"/experiments/{path}", content=SEVEN), status, *words)
