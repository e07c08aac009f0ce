"""POST /ablations over HTTP to the running service."""

from typing import Any

import httpx
import pytest

from tests.app.problems import assert_problem
from tests.files import digit_png

SEVEN = digit_png(7)


def ask(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.post("/ablations", content=SEVEN, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_without_anything_off_both_answers_are_predicts(client: httpx.Client) -> None:
    body = ask(client)
    predicted = client.post("/predict", content=SEVEN).json()
    assert body["before"]["probabilities"] == pytest.approx(predicted["probabilities"], abs=1e-5)
    assert body["changes"] == [0] * 10
    assert (body["before"]["winner"], body["before"]["label"]) == (7, "7")
    assert (body["off"], body["patches"], body["sweep"]) == ([], [], None)


def test_filters_and_patches_are_off_together(client: httpx.Client) -> None:
    body = ask(client, off=["conv2d:0,5-9", "conv2d:7", "dense:3"], patch=["4,4,9,9", "0,20,28,8"], fill=9)
    assert body["off"] == [
        {"layer": "conv2d", "channels": [0, 5, 6, 7, 8, 9]},
        {"layer": "dense", "channels": [3]},
    ]
    assert body["patches"][0] == {"x": 4, "y": 4, "width": 9, "height": 9, "fill": 9}
    before, after = body["before"]["probabilities"], body["after"]["probabilities"]
    assert body["changes"] == pytest.approx([now - then for now, then in zip(after, before, strict=True)])
    assert any(abs(change) > 1e-6 for change in body["changes"])


def test_the_whole_frame_painted_over_is_a_blank_sheet(client: httpx.Client) -> None:
    body = ask(client, patch="0,0,28,28")
    empty = ask(client, off="conv2d", patch="0,0,28,28")
    assert body["after"]["winner"] != 7 or body["after"]["probabilities"][7] < 0.9
    assert empty["after"]["probabilities"] != pytest.approx(body["before"]["probabilities"], abs=1e-3)


def test_a_sweep_tells_which_filters_the_winner_lives_by(client: httpx.Client) -> None:
    swept = ask(client, sweep="conv2d_2")["sweep"]
    assert (swept["layer"], swept["target"]) == ("conv2d_2", 7)
    changes = [abs(channel["logit_change"]) for channel in swept["channels"]]
    assert changes == sorted(changes, reverse=True)
    assert sorted(channel["channel"] for channel in swept["channels"]) == list(range(128))
    first = swept["channels"][0]
    alone = ask(client, off=f"conv2d_2:{first['channel']}")
    assert alone["after"]["probabilities"][7] == pytest.approx(first["probability"], abs=1e-5)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ({"off": "conv9d"}, 404, "the layers are conv2d"),
        ({"off": "conv2d:64"}, 404, "no channel 64"),
        ({"off": "flatten"}, 422, "no channels to switch off"),
        ({"patch": "0,0,29,1"}, 422, "28x28"),
        ({"patch": "x"}, 422, "x,y,width,height"),
        ({"sweep": "conv9d"}, 404, "the layers are conv2d"),
        ({"fill": 256}, 422, "fill"),
        ({"off": ["conv2d"] * 65}, 422, "off"),
    ],
)
def test_what_cannot_be_switched_off_is_refused(
    client: httpx.Client, query: dict[str, Any], status: int, told: str
) -> None:
    assert_problem(client.post("/ablations", content=SEVEN, params=query), status, told)
