"""One picture, asked through every door of the real service, has one answer."""

import base64
from io import BytesIO

import httpx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from tests.app.v2.wire import in_binary, in_json, outputs_of, strings
from tests.files import encode, written

VERSIONS = (1, 2)
AS_NEAR = 1e-6  # batches of other sizes are added up in another order

kinds = st.sampled_from(["PNG", "JPEG", "BMP", "WEBP", "PPM"])
digits = st.integers(0, 9)
sides = st.sampled_from([40, 160, 700])
questions = {"digit": digits, "seed": st.integers(0, 10_000), "side": sides, "kind": kinds}


def probabilities(answer: httpx.Response) -> NDArray[np.float32]:
    assert answer.status_code == 200, answer.text
    return np.array(answer.json()["predictions"][0]["probabilities"], np.float32)


@settings(max_examples=40)
@given(version=st.sampled_from(VERSIONS), inverted=st.booleans(), **questions)
def test_every_door_gives_a_picture_the_same_answer(
    client: httpx.Client, version: int, digit: int, seed: int, side: int, kind: str, *, inverted: bool
) -> None:
    """As bytes, in base64, as a tensor of bytes; and its frame as pixels, by row, by column, in JSON and in binary."""
    pixels = written(digit, seed=seed, side=side)
    picture = encode(255 - pixels if inverted else pixels, kind)
    asked = client.post("/predict", params={"version": version, "include": "normalised"}, content=picture).json()
    expected = np.array(asked["probabilities"], np.float32)
    frame = _frame(asked)

    of_v1 = f"/v1/models/digits/versions/{version}"
    in_base64 = {"b64": base64.b64encode(picture).decode()}
    answers = {
        "v1, picture": probabilities(client.post(f"{of_v1}:predict", json={"instances": [in_base64]})),
        "v1, by row": probabilities(client.post(f"{of_v1}:predict", json={"instances": [frame.tolist()]})),
    }
    columns = client.post(f"{of_v1}:predict", json={"inputs": [frame.tolist()]}).json()["outputs"]
    answers["v1, by column"] = np.array(columns["probabilities"][0], np.float32)
    classified = client.post(f"{of_v1}:classify", json={"examples": [{"image": frame.ravel().tolist()}]}).json()
    by_label = dict(classified["results"][0])
    answers["v1, classified"] = np.array([by_label[str(label)] for label in range(10)], np.float32)

    of_v2 = f"/v2/models/digits/versions/{version}/infer"
    for name, values in {"picture": strings(picture), "image": frame[None]}.items():
        body, headers = in_binary({name: values})
        answer = client.post(of_v2, content=body, headers=headers)
        answers[f"v2, {name} in binary"] = outputs_of(answer)["probabilities"][0]
    answer = client.post(of_v2, json={"inputs": [in_json("image", frame[None])]})
    answers["v2, image in JSON"] = outputs_of(answer)["probabilities"][0].astype(np.float32)

    for door, answered in answers.items():
        assert np.abs(answered - expected).max() < AS_NEAR, door
    assert asked["model"]["version"] == str(version)


@settings(max_examples=10)
@given(
    pictures=st.lists(st.tuples(digits, st.integers(0, 1000)), min_size=1, max_size=40),
    version=st.sampled_from(VERSIONS),
)
def test_many_pictures_together_get_the_answers_that_they_get_alone(
    client: httpx.Client, pictures: list[tuple[int, int]], version: int
) -> None:
    """In their order, through each door."""
    files = [encode(written(digit, seed=seed, side=40)) for digit, seed in pictures]
    alone = np.array(
        [client.post(f"/predict?version={version}", content=file).json()["probabilities"] for file in files], np.float32
    )
    rows = [{"b64": base64.b64encode(file).decode()} for file in files]
    answer = client.post(f"/v1/models/digits/versions/{version}:predict", json={"instances": rows}).json()
    of_v1 = np.array([row["probabilities"] for row in answer["predictions"]], np.float32)
    body, headers = in_binary({"picture": strings(*files)})
    answer_v2 = client.post(f"/v2/models/digits/versions/{version}/infer", content=body, headers=headers)
    assert np.abs(of_v1 - alone).max() < AS_NEAR
    assert np.abs(outputs_of(answer_v2)["probabilities"] - alone).max() < AS_NEAR


def _frame(reading: dict[str, dict[str, str]]) -> NDArray[np.uint8]:
    """The 28x28 picture that the network saw."""
    encoded = reading["normalised"]["image"].partition(",")[2]
    return np.array(Image.open(BytesIO(base64.b64decode(encoded))), np.uint8)
