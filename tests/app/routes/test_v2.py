"""/v2 over HTTP to the running service, against the SavedModel itself and the service's other doors."""

import gzip
import json
import zlib
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from tests.app.v2.wire import HEADER, Array, assert_refused, in_binary, in_json, infer, outputs_of, strings
from tests.files import blank_png, digit_png

INFER = "/v2/models/digits/infer"
ALL = ["probabilities", "logits"]
IMAGES = np.stack([np.roll(np.eye(28, dtype=np.uint8) * 200, shift, axis=1) for shift in range(5)])


@pytest.fixture(scope="module")
def network(version_folder: Path) -> SavedModel:
    return SavedModel(version_folder)


# What the server and the model tell of themselves.


def test_the_server_tells_its_extensions(client: httpx.Client) -> None:
    for path in ("/v2", "/v2/", "/v2?x=1"):
        body = client.get(path).json()
        assert body["name"] == "digitscope"
        assert {"classification", "binary_tensor_data", "statistics", "model_repository"} <= set(body["extensions"])


@pytest.mark.parametrize("path", ["/v2/models/digits", "/v2/models/digits/versions/2", "/v2/models/digits/versions/02"])
def test_the_model_tells_its_inputs_and_outputs(client: httpx.Client, path: str) -> None:
    assert client.get(path).json() == {
        "name": "digits",
        "versions": ["1", "2"],
        "platform": "tensorflow_savedmodel",
        "inputs": [{"name": "image", "datatype": "UINT8", "shape": [-1, 28, 28]}],
        "outputs": [
            {"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]},
            {"name": "logits", "datatype": "FP32", "shape": [-1, 10]},
        ],
    }


def test_the_configuration_is_what_clients_of_triton_look_up(client: httpx.Client) -> None:
    for path in ("/v2/models/digits/config", "/v2/models/digits/versions/1/config"):
        body = client.get(path).json()
        assert body["max_batch_size"] == 20_000_000 // 784  # more do not fit into a body
        assert body["input"] == [{"name": "image", "data_type": "TYPE_UINT8", "dims": [28, 28]}]
        assert [each["name"] for each in body["output"]] == ALL


def test_probes_say_that_it_is_ready(client: httpx.Client) -> None:
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"live": True, "ready": True}
    for path in ("/v2/models/digits/ready", "/v2/models/digits/versions/1/ready"):
        assert client.get(path).json() == {"name": "digits", "ready": True}


MISSING: dict[str, str] = {
    "/v2/models/letters": "Request for unknown model: 'letters' is not found",
    "/v2/models/letters/versions/2": "Request for unknown model: 'letters' is not found",
    "/v2/models/letters/ready": "Request for unknown model: 'letters' is not found",
    "/v2/models/letters/stats": "Request for unknown model: 'letters' is not found",
    "/v2/models/Digits": "Request for unknown model: 'Digits' is not found",
    "/v2/models/digits/versions/9": "Request for unknown model: 'digits' version 9 is not found",
    "/v2/models/digits/versions/0/ready": "Request for unknown model: 'digits' version 0 is not found",
    "/v2/models/digits/versions/9/stats": "Request for unknown model: 'digits' version 9 is not found",
    "/v2/models/digits/versions/x": "Not Found",
    "/v2/models/digits/versions/-1": "Not Found",
    "/v2/models/digits/versions/\u0662": "Not Found",
    "/v2/models/digits/versions//ready": "Not Found",
    "/v2/models/digits/": "Not Found",
    "/v2/models": "Not Found",
    "/v2/nothing": "Not Found",
    "/v2/health": "Not Found",
    "/v2/models/digits/infer/": "Not Found",
}


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_not_found_in_tritons_words(client: httpx.Client, path: str) -> None:
    assert assert_refused(client.get(path), 404) == MISSING[path]


@pytest.mark.parametrize("version", ["9223372036854775808", "9" * 100])
def test_a_version_of_more_than_64_bits_is_refused(client: httpx.Client, version: str) -> None:
    for rest in ("", "/ready", "/stats", "/config"):
        answer = client.get(f"/v2/models/digits/versions/{version}{rest}")
        assert_refused(answer, 400, f"version string '{version}'", "should be an integral value > 0")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/v2", "GET"),
        ("PUT", "/v2/health/live", "GET"),
        ("DELETE", "/v2/health/ready", "GET"),
        ("POST", "/v2/models/digits", "GET"),
        ("PATCH", "/v2/models/digits/versions/2/ready", "GET"),
        ("GET", INFER, "POST"),
        ("GET", "/v2/repository/index", "POST"),
        ("GET", "/v2/repository/models/digits/load", "POST"),
        ("OPTIONS", INFER, "POST"),
        ("TRACE", INFER, "POST"),
    ],
)
def test_another_method_is_refused_with_the_right_one(
    client: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert assert_refused(answer, 405) == "Method Not Allowed"
    assert answer.headers["allow"] == allowed
    assert client.head("/v2/health/live").status_code == 405


# Inference.


@given(
    values=st.integers(1, 4).flatmap(lambda n: st.binary(min_size=n * 784, max_size=n * 784)),
    flat=st.booleans(),
)
@settings(max_examples=20)
def test_json_nested_json_flat_and_binary_get_the_same_answer(
    client: httpx.Client, network: SavedModel, values: bytes, flat: bool
) -> None:
    images = np.frombuffer(values, np.uint8).reshape(-1, 28, 28)
    as_json = outputs_of(client.post(INFER, json={"inputs": [in_json("image", images, flat=flat)]}))
    as_bytes = outputs_of(infer(client, {"image": images}, parameters={"binary_data_output": True}))
    assert list(as_json) == list(as_bytes) == ALL
    expected = network.predict(images)
    for name, values_ in as_bytes.items():
        np.testing.assert_array_equal(as_json[name], values_)
        np.testing.assert_allclose(values_, getattr(expected, name), atol=1e-5)


def test_the_answer_has_the_clients_id_the_models_name_and_the_version(client: httpx.Client) -> None:
    head = infer(client, {"image": IMAGES}, id='7 "\u4e03"').json()
    assert list(head) == ["id", "model_name", "model_version", "outputs"]
    assert (head["id"], head["model_name"], head["model_version"]) == ('7 "\u4e03"', "digits", "2")
    assert infer(client, {"image": IMAGES}, version=1, id="").json().keys() == {
        "model_name", "model_version", "outputs",
    }  # fmt: skip
    assert infer(client, {"image": IMAGES}, version=1).json()["model_version"] == "1"


def test_a_batch_larger_than_the_batchers_is_answered_in_order(client: httpx.Client, network: SavedModel) -> None:
    images = np.random.default_rng(0).integers(0, 256, (77, 28, 28), np.uint8) * (np.arange(77)[:, None, None] % 3 == 0)
    answer = outputs_of(infer(client, {"image": images.astype(np.uint8)}))
    np.testing.assert_allclose(answer["logits"], network.predict(images.astype(np.uint8)).logits, atol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_picture_gets_the_answer_that_predict_gives(client: httpx.Client, seed: int) -> None:
    pictures = [digit_png(digit, seed=seed) for digit in (2, 3, 7)]
    told = [client.post("/predict", content=each).json()["probabilities"] for each in pictures]
    answer = outputs_of(infer(client, {"picture": strings(*pictures)}))
    np.testing.assert_allclose(answer["probabilities"], np.array(told, np.float32), atol=1e-6)
    alone = infer(client, {"picture": strings(pictures[0])}).json()
    assert alone["outputs"][0]["data"] == told[0]


def test_a_raw_body_is_one_picture_or_one_image(client: httpx.Client) -> None:
    told = client.post("/predict", content=digit_png(7)).json()["probabilities"]
    answer = client.post(INFER, content=digit_png(7), headers={HEADER: "0"})
    assert answer.headers["content-type"] == "application/octet-stream"
    outputs = outputs_of(answer)
    assert outputs["probabilities"].tolist() == np.array([told], np.float32).tolist()
    image = outputs_of(client.post(INFER, content=IMAGES[0].tobytes(), headers={HEADER: "0"}))
    np.testing.assert_array_equal(image["logits"], outputs_of(infer(client, {"image": IMAGES[:1]}))["logits"])


def test_a_picture_may_come_in_base64(client: httpx.Client) -> None:
    told = {"name": "picture", "shape": [1], "datatype": "BYTES", "parameters": {"content_type": "base64"}}
    document = {"inputs": [{**told, "data": [b64encode(digit_png(7)).decode()]}]}
    expected = client.post("/predict", content=digit_png(7)).json()["probabilities"]
    assert client.post(INFER, json=document).json()["outputs"][0]["data"] == expected


def test_outputs_are_those_that_are_asked_for_in_the_models_order(client: httpx.Client) -> None:
    usual = outputs_of(infer(client, {"image": IMAGES}))
    for names in (["logits"], ["logits", "probabilities"]):
        outputs = outputs_of(infer(client, {"image": IMAGES}, names))
        assert list(outputs) == [name for name in ALL if name in names]
        for name, values in outputs.items():
            np.testing.assert_array_equal(values, usual[name])
    assert list(outputs_of(infer(client, {"image": IMAGES}, outputs=[]))) == ALL


def test_every_layer_comes_when_asked_for_as_the_saved_model_gives_it(
    client: httpx.Client, network: SavedModel
) -> None:
    expected = network.layers(IMAGES)
    wanted: list[dict[str, Any]] = [{"name": name, "parameters": {"binary_data": True}} for name in expected]
    outputs = outputs_of(infer(client, {"image": IMAGES}, [*wanted, "logits"]))
    assert outputs.keys() == {*expected, "logits"}
    for name, values in expected.items():
        np.testing.assert_allclose(outputs[name], values, atol=1e-5)
    (one,) = outputs_of(infer(client, {"image": IMAGES}, ["dense"])).values()
    np.testing.assert_allclose(one, expected["dense"], atol=1e-5)


def test_a_pictures_layers_are_its_feature_maps(client: httpx.Client) -> None:
    names = ["conv2d", "max_pooling2d_1", "dense", "conv2d/pre_activation"]
    outputs = outputs_of(infer(client, {"picture": strings(digit_png(7))}, names))
    for name in names:
        layer, _, before = name.partition("/")
        answer = client.post(
            f"/feature-maps/{layer}",
            content=digit_png(7),
            params={"pre_activation": bool(before)},
            headers={"Accept": "application/x-npy"},
        )
        np.testing.assert_array_equal(outputs[name][0], np.load(BytesIO(answer.content)))


def test_layers_of_too_many_pictures_are_refused(client: httpx.Client) -> None:
    images = np.zeros((100, 28, 28), np.uint8)
    assert_refused(infer(client, {"image": images}, ["conv2d"]), 400, "batch-size must be <= ", "for 'digits'")


def test_each_output_comes_in_json_or_binary_as_asked(client: httpx.Client) -> None:
    wanted: list[Any] = [{"name": "probabilities", "parameters": {"binary_data": True}}, "logits"]
    answer = infer(client, {"image": IMAGES}, wanted, parameters={"binary_data_output": True})
    head = json.loads(answer.content[: int(answer.headers[HEADER])])
    assert head["outputs"][0]["parameters"] == {"binary_data_size": 200}
    assert "data" in head["outputs"][1]
    usual = outputs_of(infer(client, {"image": IMAGES}))
    for name, values in outputs_of(answer).items():
        np.testing.assert_array_equal(values, usual[name])


@pytest.mark.parametrize("binary", [False, True])
def test_classes_come_best_first_with_their_labels(client: httpx.Client, version_folder: Path, binary: bool) -> None:
    usual = outputs_of(infer(client, {"image": IMAGES}))
    labels = Manifest.read(version_folder).labels
    for name in ALL:
        wanted = {"name": name, "parameters": {"classification": 3, "binary_data": binary}}
        (classes,) = outputs_of(infer(client, {"image": IMAGES}, [wanted])).values()
        best = np.argsort(-usual[name], axis=1, kind="stable")[:, :3]
        assert classes.tolist() == [
            [f"{row[index]:f}:{index}:{labels[index]}".encode() for index in indices]
            for row, indices in zip(usual[name], best, strict=True)
        ]


# Refusals.

FITS = in_json("image", IMAGES[:1])


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (
            {"inputs": []},
            "[request id: <id_unknown>] expected 1 inputs but got 0 inputs for model 'digits'. Got input(s) [], but "
            "missing required input(s) ['image']. Please provide all required input(s).",
        ),
        ({"inputs": [{**FITS, "name": "x"}]}, "unexpected inference input 'x' for model 'digits'"),
        (
            {"inputs": [FITS, {**FITS, "name": "x"}]},
            "expected 1 inputs but got 2 inputs for model 'digits'. Got",
        ),
        (
            {"id": "7", "inputs": [FITS, {**FITS, "name": "picture"}]},
            "[request id: 7] expected 1 inputs but got 2 inputs for model 'digits': 'image' and 'picture' are alter",
        ),
        (
            {"inputs": [{**FITS, "datatype": "FP32"}]},
            "[request id: <id_unknown>] inference input 'image' data-type is 'FP32', but model 'digits' expects",
        ),
        (
            {"inputs": [{**FITS, "shape": [1, 784]}]},
            "[request id: <id_unknown>] unexpected shape for input 'image' for model 'digits'. Expected [-1,28,28], "
            "got [1,784]",
        ),
        ({"inputs": [{**FITS, "shape": [28, 28]}]}, "Expected [-1,28,28], got [28,28]"),
        ({"inputs": [{**FITS, "shape": [1, 28, 28, 1]}]}, "Expected [-1,28,28], got [1,28,28,1]"),
        ({"inputs": [{**FITS, "shape": [], "data": [1]}]}, "input 'image' has no shape but model requires batch dim"),
        (
            {"inputs": [{**FITS, "shape": [0, 28, 28], "data": []}]},
            "[request id: <id_unknown>] input byte size mismatch for input 'image' for model 'digits'. Expected 784, "
            "got 0",
        ),
        ({"inputs": [{**FITS, "shape": [2**31, 28, 28]}]}, "Shape does not match true shape of 'data' field"),
        ({"inputs": [FITS], "outputs": [{"name": "x"}]}, "unexpected inference output 'x' for model 'digits'"),
        ({"inputs": [FITS], "outputs": [{"name": "conv2d/x"}]}, "unexpected inference output 'conv2d/x'"),
        ({"inputs": [FITS], "outputs": [{"name": "logits"}] * 2}, "output 'logits' already exists in request"),
        (
            {"inputs": [{**FITS, "name": "picture"}]},
            "datatype 'BYTES' and shape [N], one element for each; got",
        ),
    ],
    ids=str,
)
def test_what_the_model_does_not_take_is_refused_in_tritons_words(
    client: httpx.Client, document: dict[str, Any], text: str
) -> None:
    assert_refused(client.post(INFER, json=document), 400, text)


def test_a_batch_of_no_picture_with_bytes_is_refused(client: httpx.Client) -> None:
    head = {
        "inputs": [
            {"name": "image", "datatype": "UINT8", "shape": [0, 28, 28], "parameters": {"binary_data_size": 784}}
        ]
    }
    text = json.dumps(head).encode()
    answer = client.post(INFER, content=text + bytes(784), headers={HEADER: str(len(text))})
    assert_refused(answer, 400, "input 'image' for model 'digits' has shape", "no item")


@pytest.mark.parametrize("shape", [(1, 1), (0,), ()])
def test_pictures_come_in_one_row(client: httpx.Client, shape: tuple[int, ...]) -> None:
    pictures = strings(*[digit_png(7)] * int(np.prod(shape))).reshape(shape)
    assert_refused(infer(client, {"picture": pictures}), 400, "input 'picture' holds encoded pictures")


def test_a_picture_that_cannot_be_used_is_named(client: httpx.Client) -> None:
    seven = digit_png(7)
    for bad, why in (
        (b"no picture", "no known format"),
        (blank_png(), "shows no ink"),
        (seven[:300], "cannot be read"),
    ):
        pictures = strings(seven, bad, seven)
        assert_refused(infer(client, {"picture": pictures}), 400, "element 1 of input 'picture'", why)
        assert_refused(client.post(INFER, content=bad, headers={HEADER: "0"}), 400, "element 0 of input 'picture'", why)


def test_more_pictures_than_may_be_are_refused(client: httpx.Client) -> None:
    assert_refused(
        infer(client, {"picture": strings(*[digit_png(7)] * 33)}), 413, "may have 32 pictures; this one has 33"
    )


def test_a_body_larger_than_may_be_is_refused(client: httpx.Client) -> None:
    assert_refused(client.post(INFER, content=bytes(20_000_001)), 413, "20,000,000 bytes")


def test_a_tensor_of_too_many_or_too_few_bytes_is_refused(client: httpx.Client) -> None:
    body, headers = in_binary({"image": IMAGES[:1]})
    told = body[: int(headers[HEADER])]
    for size in (783, 785):
        head = told.replace(b"784", str(size).encode())
        answer = client.post(INFER, content=head + bytes(size), headers=headers)
        assert_refused(answer, 400, f"mismatch for input 'image' for model 'digits'. Expected 784, got {size}")


@pytest.mark.parametrize(("depth", "status"), [(900, 400), (5_000, 400), (1_000_000, 413)])
def test_deep_documents_are_refused_and_harm_nobody(client: httpx.Client, depth: int, status: int) -> None:
    for body in (b"[" * depth, b'{"inputs": ' + b"[" * depth + b"]" * depth + b"}"):
        assert_refused(client.post(INFER, content=body), status)
    assert client.get("/v2/health/live").status_code == 200


# Compression.


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("accept", ["gzip", "deflate", "identity"])
def test_bodies_are_unpacked_and_answers_packed_as_asked(client: httpx.Client, pack: Any, accept: str) -> None:
    body, headers = in_binary({"image": IMAGES}, parameters={"binary_data_output": True})
    headers |= {"Content-Encoding": "gzip" if pack is gzip.compress else "deflate", "Accept-Encoding": accept}
    answer = client.post(INFER, content=pack(body), headers=headers)
    assert answer.headers.get("content-encoding", "identity") == accept
    assert answer.headers["vary"] == "Accept-Encoding"
    usual = outputs_of(infer(client, {"image": IMAGES}))
    for name, values in outputs_of(answer).items():
        np.testing.assert_array_equal(values, usual[name])


def test_a_bomb_is_refused(client: httpx.Client) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    answer = client.post(INFER, content=bomb, headers={"Content-Encoding": "gzip"})
    assert_refused(answer, 413, "also once it is decompressed")
    assert answer.elapsed.total_seconds() < 5


def test_another_encoding_is_not_supported(client: httpx.Client) -> None:
    answer = client.post(INFER, content=b"x", headers={"Content-Encoding": "br"})
    assert assert_refused(answer, 501) == "Unsupported compression type"
    answer = client.post(INFER, content=b"no gzip", headers={"Content-Encoding": "gzip"})
    assert_refused(answer, 400, "cannot be decompressed")


def test_refusals_and_metadata_are_never_packed(client: httpx.Client) -> None:
    for answer in (client.get("/v2"), client.post(INFER, content=b"{")):
        assert "content-encoding" not in answer.headers


# Statistics.


def test_a_request_is_counted_once_whatever_it_asks_for(client: httpx.Client) -> None:
    def success() -> tuple[int, int]:
        (stats,) = client.get("/v2/models/digits/versions/1/stats").json()["model_stats"]
        return stats["inference_count"], stats["inference_stats"]["success"]["count"]

    images: Array = IMAGES[:3]
    for outputs in ([], ["logits"], ["dense"], ["dense", "logits"]):
        pictures, requests = success()
        outputs_of(infer(client, {"image": images}, outputs, version=1))
        assert success() == (pictures + 3, requests + 1)
    assert infer(client, {"image": images}, ["nothing"], version=1).status_code == 400
    assert success() == (pictures + 3, requests + 1)


def test_statistics_tell_of_every_loaded_version(client: httpx.Client) -> None:
    for path in ("/v2/models/stats", "/v2/models/digits/stats"):
        stats = client.get(path).json()["model_stats"]
        assert [(each["name"], each["version"]) for each in stats] == [("digits", "1"), ("digits", "2")]
        for each in stats:
            assert each["inference_stats"].keys() == {
                "success", "fail", "queue", "compute_input", "compute_infer", "compute_output", "cache_hit",
                "cache_miss",
            }  # fmt: skip
