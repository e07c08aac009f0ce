"""POST /attributions over HTTP to the running service."""

from io import BytesIO
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png

SEVEN = digit_png(7)


def ask(client: httpx.Client, accept: str = "application/json", **query: Any) -> httpx.Response:
    answer = client.post("/attributions", content=SEVEN, params=query, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == accept
    return answer


@pytest.mark.parametrize("method", ["occlusion", "integrated-gradients"])
def test_the_map_comes_as_json_array_and_picture(client: httpx.Client, method: str) -> None:
    body = ask(client, method=method).json()
    values = np.load(BytesIO(ask(client, "application/x-npy", method=method).content))
    assert values.dtype == np.float32
    assert np.array(body["values"]) == pytest.approx(values, abs=1e-5)
    assert body["shape"] == [28, 28] == list(values.shape)
    assert body["target"] == {"index": 7, "label": "7"}
    assert body["limit"] == pytest.approx(np.abs(values).max())
    assert body["positive"] + body["negative"] == pytest.approx(values.sum(dtype=np.float64), abs=1e-3)
    picture = ask(client, "image/png", method=method)
    assert float(picture.headers["x-scale-limit"]) == pytest.approx(body["limit"], abs=1e-4)
    with Image.open(BytesIO(picture.content)) as opened:
        assert min(opened.size) >= 336


def test_integrated_gradients_report_how_complete_they_are(client: httpx.Client) -> None:
    body = ask(client, method="integrated-gradients", steps=256, target=1).json()
    told = body["completeness"]
    assert body["target"] == {"index": 1, "label": "1"}
    assert told["error"] == pytest.approx(told["sum"] - told["difference"])
    assert told["difference"] == pytest.approx(body["logit"] - body["baseline_logit"])
    assert abs(told["error"]) < 0.05
    assert body["parameters"] == {"steps": 256}


def test_occlusion_tells_how_it_was_done(client: httpx.Client) -> None:
    body = ask(client, size=5, stride=3, fill=255).json()
    assert body["parameters"] == {"size": 5, "stride": 3, "fill": 255}
    assert (body["completeness"], body["baseline_logit"]) == (None, None)


def test_the_frame_is_told_where_it_lies(client: httpx.Client) -> None:
    """So that the map can be laid over the picture: its box is about 20 of the frame's 28 pixels."""
    body = ask(client).json()
    x, y, width, height = body["picture"]["box"]
    place = body["frame"]["on_picture"]
    assert place["x"] < x
    assert place["x"] + place["width"] > x + width
    assert max(width, height) / place["height"] == pytest.approx(20 / 28, abs=0.02)
    assert place["y"] + place["height"] > y + height / 2


def test_a_blank_sheet_has_a_map_without_any_ink(client: httpx.Client) -> None:
    body = client.post("/attributions?method=integrated-gradients", content=blank_png()).json()
    assert not np.any(body["values"])
    assert body["limit"] == 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"target": 10}, "0 to 9"),
        ({"size": 29}, "at most the frame's, 28"),
        ({"size": 0}, "size"),
        ({"stride": 0}, "stride"),
        ({"steps": 257}, "256"),
        ({"method": "grad-cam"}, "occlusion"),
    ],
)
def test_what_cannot_be_is_refused(client: httpx.Client, query: dict[str, Any], told: str) -> None:
    assert_problem(client.post("/attributions", content=SEVEN, params=query), 422, told)


def test_another_media_type_is_refused(client: httpx.Client) -> None:
    assert_problem(client.post("/attributions", content=SEVEN, headers={"Accept": "image/webp"}), 406, "image/png")
