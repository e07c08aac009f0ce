"""The look inside a Keras network from elsewhere: three channels, another size, classes that are no digits."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import keras
import numpy as np
import pytest

from tests.app.problems import assert_problem
from tests.files import encode
from tests.model.inside.networks import photograph
from tests.service import running
from training.versions.foreign import export_file

PHOTO = encode(np.random.default_rng(0).integers(0, 256, (60, 50, 3)).astype(np.uint8))
LABELS = ("ant", "bee", "crab", "dog", "eel")

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("foreign")
    keras.utils.set_random_seed(0)
    photograph().save(folder / "photograph.keras")
    export_file(folder / "photograph.keras", folder / "animals", labels=LABELS)
    with (
        running(folder / "log", model_dir=folder / "animals") as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
    ):
        yield client


def post(client: httpx.Client, path: str, **request: Any) -> Any:
    answer = client.post(path, **(request or {"content": PHOTO}))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_its_layers_tell_how_they_hang_together(client: httpx.Client) -> None:
    body = client.get("/layers").json()
    assert body["input_shape"] == [21, 18, 3]
    assert body["classes"] == list(LABELS)
    inputs = {layer["name"]: layer["inputs"] for layer in body["layers"]}
    assert inputs["add"] == ["left", "right", "grouped"]
    assert body["explainable"] == [layer["name"] for layer in body["layers"]]
    assert "photo" not in body["maskable"]


def test_a_unit_of_every_layer_is_explained(client: httpx.Client) -> None:
    for layer in client.get("/layers").json()["layers"]:
        index = ",".join(str((side or 1) // 2) for side in layer["output_shape"])
        body = post(client, f"/units/{layer['name']}/{index}")
        assert body["difference"] <= body["allowed_difference"]
        assert body["frame"]["shape"] == [21, 18, 3]


def test_feature_maps_ablations_and_attributions_take_its_pictures(client: httpx.Client) -> None:
    maps = post(client, "/feature-maps")
    shares = np.load(
        BytesIO(client.post("/feature-maps/softmax", content=PHOTO, headers={"Accept": "application/x-npy"}).content)
    )
    ablation = post(client, "/ablations?off=stem:0-3&sweep=grouped&patch=0,0,18,21")
    assert ablation["before"]["probabilities"] == pytest.approx(shares, abs=1e-5)
    assert ablation["before"]["label"] == LABELS[int(shares.argmax())]
    assert len(ablation["sweep"]["channels"]) == 8
    assert maps["frame"]["on_picture"] == {"x": 0, "y": 0, "width": 50, "height": 60}
    for method in ("occlusion", "integrated-gradients"):
        found = post(client, f"/attributions?method={method}&target=2")
        assert found["shape"] == [21, 18]
        assert found["target"] == {"index": 2, "label": "crab"}


def test_comparisons_and_experiments_take_its_pictures(client: httpx.Client) -> None:
    compared = post(client, "/comparisons", files=[("files", PHOTO)] * 2)
    assert compared["parting"] is None
    maps = post(client, "/experiments/pool?of=stem:2&kind=average")
    assert maps["input"]["shape"] == [12, 11, 1]
    colours = "|".join(["1,0;0,1"] * 3)
    mixed = post(client, f"/experiments/convolve?kernel={colours.replace(';', '%3B').replace('|', '%7C')}")
    assert mixed["input"]["shape"] == [21, 18, 3]
    assert_problem(client.post("/experiments/pool", content=PHOTO), 422, "there are 3")


def test_top_patches_cannot_be_made_for_it(client: httpx.Client) -> None:
    assert_problem(client.get("/layers/stem/top-patches"), 404, "digitscope top-patches")
