"""POST /units over HTTP to the running service."""

from io import BytesIO
from typing import Any

import httpx
import numpy as np
import pytest

from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png

SEVEN = digit_png(7)


def ask(client: httpx.Client, layer: str, index: str, **query: Any) -> dict[str, Any]:
    answer = client.post(f"/units/{layer}/{index}", content=SEVEN, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_units_products_add_up_to_the_maps_value(client: httpx.Client) -> None:
    """All 64 channels' windows times kernels and the bias are the pre-activation that /feature-maps gives."""
    body = ask(client, "conv2d_1", "4,5,17", top=64)
    added = sum(np.sum(each["products"]) for each in body["contributions"]) + body["sum"]["bias"]
    maps = client.post(
        "/feature-maps/conv2d_1?pre_activation=true", content=SEVEN, headers={"Accept": "application/x-npy"}
    )
    expected = np.load(BytesIO(maps.content))[4, 5, 17]
    assert added == pytest.approx(expected, abs=1e-5 * body["sum"]["magnitude"])
    assert body["pre_activation"] == pytest.approx(expected, abs=1e-6)
    assert body["value"] == pytest.approx(max(expected, 0), abs=1e-6)
    assert body["difference"] <= body["allowed_difference"]
    assert body["window"] == {
        "rows": [4, 5, 6],
        "columns": [5, 6, 7],
        "kernel_rows": [0, 1, 2],
        "kernel_columns": [0, 1, 2],
        "padded": False,
    }
    assert body["field"] == [10, 8, 8, 8]
    assert (body["inputs"], body["shape"]) == (["max_pooling2d"], [11, 11, 64])


def test_contributions_are_ranked_and_as_many_in_full_as_asked_for(client: httpx.Client) -> None:
    body = ask(client, "conv2d_1", "4,5,17", top=3)
    ranked = body["ranking"]
    assert sorted(ranked["sources"]) == list(range(64))
    assert np.abs(ranked["contributions"]).tolist() == sorted(np.abs(ranked["contributions"]), reverse=True)
    assert [each["source"] for each in body["contributions"]] == ranked["sources"][:3]
    assert [each["contribution"] for each in body["contributions"]] == ranked["contributions"][:3]
    assert ask(client, "conv2d_1", "4,5,17", top=0)["contributions"] == []


def test_a_number_names_the_same_unit_as_its_place(client: httpx.Client) -> None:
    place = ask(client, "conv2d", "3,4,5")
    assert place["number"] == (3 * 26 + 4) * 64 + 5
    assert ask(client, "conv2d", str(place["number"])) == place


def test_the_last_layers_softmax_is_what_predict_answers(client: httpx.Client) -> None:
    body = ask(client, "dense_1", "7")
    calibrated = body["activation"]["calibrated"]
    predicted = client.post("/predict", content=SEVEN).json()["probabilities"]
    assert [term["share"] for term in calibrated["terms"]] == pytest.approx(predicted, abs=1e-6)
    assert [term["label"] for term in calibrated["terms"]] == list("0123456789")
    own = body["activation"]["softmax"]
    assert sum(term["exponential"] for term in own["terms"]) == pytest.approx(own["sum"])
    assert own["terms"][7]["share"] == pytest.approx(body["value"], abs=1e-6)


def test_pooling_flatten_and_dense_tell_where_their_numbers_come_from(client: httpx.Client) -> None:
    pooled = ask(client, "max_pooling2d", "6,7,30")
    row, column = pooled["details"]["winner_in_input"]
    assert row in (12, 13)
    assert column in (14, 15)
    assert ask(client, "flatten", "300")["details"]["place_in_input"] == [0, 2, 44]
    dense = ask(client, "dense", "3", top=1)
    (first,) = dense["contributions"]
    assert dense["origin"] == {"layer": "conv2d_2", "shape": [3, 3, 128]}
    assert int(np.ravel_multi_index(first["cell"], (3, 3, 128))) == first["source"]


def test_a_blank_sheet_has_an_arithmetic_too(client: httpx.Client) -> None:
    body = client.post("/units/conv2d/0,0,0", content=blank_png()).json()
    assert body["sum"]["terms"] == 0
    assert body["sum"]["total"] == body["sum"]["bias"]
    assert body["frame"]["on_picture"] is None


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/units/conv9d/0", 404, "the layers are conv2d"),
        ("/units/conv2d/26,0,0", 404, "the last one is 25,25,63"),
        ("/units/dense/128", 404, "127"),
        ("/units/conv2d/1,2", 422, "3 numbers, or one alone"),
        ("/units/conv2d/all", 422, "such as 3,5,12"),
        ("/units/conv2d/0?top=-1", 422, "top"),
        ("/units/conv2d/0?version=8", 404, "the versions are"),
    ],
)
def test_what_cannot_be_explained_is_refused(client: httpx.Client, path: str, status: int, told: str) -> None:
    assert_problem(client.post(path, content=SEVEN), status, told)


def test_pictures_have_the_limits_of_everywhere(client: httpx.Client) -> None:
    assert_problem(client.post("/units/conv2d/0", content=b"no picture"), 415)
    assert_problem(client.post("/units/conv2d/0", files=[("files", SEVEN)]), 422, "takes one picture")
