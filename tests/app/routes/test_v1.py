"""/v1 over HTTP to the running service: what clients of TensorFlow Serving send, and pictures."""

import base64
import gzip
from io import BytesIO
from typing import Any

import httpx
import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.main import create_app
from app.settings import Settings
from model.errors import ModelFailed
from model.versions.store import View
from tests.app.conftest import StartInProcess
from tests.app.problems import assert_problem
from tests.files import blank_png, digit_png, encode, png_bomb, written
from tests.openapi import resolved

PREDICT, CLASSIFY = "/v1/models/digits:predict", "/v1/models/digits:classify"
PNG = digit_png(7)
FRAME = [[0] * 28] * 28
NEEDS_PROTOS = "needs pip install --no-deps --require-hashes -r requirements/protos.txt"


def b64(data: bytes) -> dict[str, str]:
    return {"b64": base64.b64encode(data).decode()}


def answered(client: httpx.Client, path: str, document: Any) -> Any:
    answer = client.post(path, json=document)
    assert answer.status_code == 200, answer.content[:300]
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def assert_refused(answer: httpx.Response, status: int, message: str) -> None:
    """The protocol's error with exactly that message."""
    assert (answer.status_code, answer.json()) == (status, {"error": message})
    assert answer.headers["content-type"] == "application/json"


def normalised(client: httpx.Client, data: bytes) -> Any:
    """The frame that the network is given for a picture, uint8 [28, 28]."""
    url = client.post("/predict", content=data, params={"include": "normalised"}).json()["normalised"]["image"]
    return np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))))


def test_a_body_may_be_gzip_within_the_limit_of_what_it_holds(client: httpx.Client) -> None:
    body = orjson.dumps({"instances": [b64(PNG)]})
    packed = {"Content-Encoding": "gzip"}
    answer = client.post(PREDICT, content=gzip.compress(body), headers=packed)
    assert answer.status_code == 200
    assert answer.content == client.post(PREDICT, content=body).content
    damaged = client.post(PREDICT, content=gzip.compress(body)[:-9], headers=packed)
    assert_refused(damaged, 400, "the body cannot be decompressed: it is cut off")
    bomb = client.post(PREDICT, content=gzip.compress(bytes(100_000_000)), headers=packed)
    assert bomb.status_code == 413
    assert "once it is decompressed" in bomb.json()["error"]


def test_a_picture_gets_the_answer_that_predict_gives(client: httpx.Client) -> None:
    """As a file in either form, as pixels in either form, and as an example to classify."""
    wanted = client.post("/predict", content=PNG).json()
    frame = normalised(client, PNG).tolist()
    given = [
        {"instances": [b64(PNG)]},
        {"instances": [{"image": b64(PNG)}]},
        {"instances": [frame]},
        {"instances": [{"image": frame}]},
    ]
    answers = [answered(client, PREDICT, document)["predictions"][0] for document in given]
    columns = [b64(PNG), [b64(PNG)], {"image": [b64(PNG)]}, {"image": b64(PNG)}, [frame], {"image": [frame]}]
    for column in columns:
        outputs = answered(client, PREDICT, {"inputs": column})["outputs"]
        answers.append({name: rows[0] for name, rows in outputs.items()})
    for each in answers:
        assert set(each) == {"logits", "probabilities"}
        np.testing.assert_allclose(each["probabilities"], wanted["probabilities"], atol=1e-6)
    for image in (b64(PNG), [b64(PNG)], np.ravel(frame).tolist()):
        classes = answered(client, CLASSIFY, {"examples": [{"image": image}]})["results"][0]
        assert classes[0] == ["7", pytest.approx(wanted["confidence"], abs=1e-6)]
        assert [score for _, score in classes] == sorted((score for _, score in classes), reverse=True)
        assert dict(classes) == pytest.approx(dict(zip("0123456789", wanted["probabilities"], strict=True)), abs=1e-6)


@given(digits=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=6))
@settings(max_examples=15)
def test_many_are_answered_in_their_order_and_by_row_as_by_column(
    client: httpx.Client, digits: list[tuple[int, int]]
) -> None:
    files = [b64(digit_png(digit, seed=seed)) for digit, seed in digits]
    rows = answered(client, PREDICT, {"instances": files})["predictions"]
    columns = answered(client, PREDICT, {"inputs": {"image": files}})["outputs"]
    singly = [answered(client, PREDICT, {"instances": [file]})["predictions"][0] for file in files]
    for name in ("logits", "probabilities"):
        np.testing.assert_allclose([row[name] for row in rows], columns[name], atol=1e-5)
        np.testing.assert_allclose([row[name] for row in rows], [row[name] for row in singly], atol=1e-5)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF", "TIFF", "PPM"])
def test_a_picture_may_come_in_any_format(client: httpx.Client, kind: str) -> None:
    (row,) = answered(client, PREDICT, {"instances": [b64(encode(written(7), kind))]})["predictions"]
    assert int(np.argmax(row["probabilities"])) == 7


def test_a_layers_maps_are_those_of_feature_maps(client: httpx.Client) -> None:
    """All of them and to the last bit: nine digits bring every float32 back."""
    wanted = np.load(
        BytesIO(client.post("/feature-maps", content=PNG, headers={"Accept": "application/x-npz"}).content)
    )
    (row,) = answered(client, PREDICT, {"signature_name": "layers", "instances": [b64(PNG)]})["predictions"]
    assert set(wanted.files) == {name for name in row if "/" not in name}
    for name in wanted.files:
        np.testing.assert_array_equal(np.array(row[name], np.float32), wanted[name], err_msg=name)


def test_units_can_be_switched_off_by_the_signature_explore(client: httpx.Client) -> None:
    """Several inputs, as rows and as columns."""
    masks = {"conv2d": 64, "max_pooling2d": 64, "conv2d_1": 64, "max_pooling2d_1": 64, "conv2d_2": 128}
    masks |= {"dense": 128, "dense_1": 10}
    inputs = {f"keep_{layer}": [1.0] * channels for layer, channels in masks.items()}
    inputs |= {"keep_conv2d": [0.0] * 64, "pixels": (normalised(client, PNG) / 255).tolist()}
    (row,) = answered(client, PREDICT, {"signature_name": "explore", "instances": [inputs]})["predictions"]
    assert not np.any(row["conv2d"])
    columns = {name: [value] for name, value in inputs.items()}
    outputs = answered(client, PREDICT, {"signature_name": "explore", "inputs": columns})["outputs"]
    np.testing.assert_array_equal(outputs["dense_1"], [row["dense_1"]])


def test_a_version_can_be_named(client: httpx.Client) -> None:
    texts = {
        client.post(f"/v1/models/digits/versions/{version}:predict", json={"instances": [b64(PNG)]}).text
        for version in (1, 2)
    }
    assert len(texts) == 2


def test_the_status_lists_every_version(client: httpx.Client) -> None:
    listed = client.get("/v1/models/digits").json()["model_version_status"]
    fine = {"state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    assert listed == [{"version": "2", **fine}, {"version": "1", **fine}]
    for path in ("/v1/models/digits/versions/1", "/V1/Models/digits/VERSIONS/001", "/v1/models/%64igits/versions/1"):
        assert client.get(path).json() == {"model_version_status": [{"version": "1", **fine}]}
    assert client.get("/v1/models/digits").text.startswith('{\n "model_version_status": [\n  {\n   "version": "2",')


def test_the_metadata_tells_the_signatures(client: httpx.Client) -> None:
    metadata = client.get("/v1/models/digits/metadata").json()
    assert metadata["model_spec"] == {"name": "digits", "signature_name": "", "version": "2"}
    signatures = metadata["metadata"]["signature_def"]["signature_def"]
    assert set(signatures) == {"serving_default", "layers", "explore"}
    image = signatures["serving_default"]["inputs"]["image"]
    assert image["dtype"] == "DT_UINT8"
    assert [side["size"] for side in image["tensor_shape"]["dim"]] == ["-1", "28", "28"]
    assert client.get("/v1/models/digits/versions/1/metadata").json()["model_spec"]["version"] == "1"


def test_tensorflow_servings_own_classes_read_status_and_metadata(client: httpx.Client) -> None:
    """But for the type of the map's one value, which TensorFlow Serving leaves out of its JSON, too."""
    status_pb2 = pytest.importorskip("tensorflow_serving.apis.get_model_status_pb2", reason=NEEDS_PROTOS)
    metadata_pb2 = pytest.importorskip("tensorflow_serving.apis.get_model_metadata_pb2", reason=NEEDS_PROTOS)
    json_format = pytest.importorskip("google.protobuf.json_format", reason=NEEDS_PROTOS)

    status = json_format.Parse(client.get("/v1/models/digits").text, status_pb2.GetModelStatusResponse())
    assert [each.version for each in status.model_version_status] == [2, 1]
    assert {each.state for each in status.model_version_status} == {status_pb2.ModelVersionStatus.AVAILABLE}

    document = client.get("/v1/models/digits/metadata").json()
    document["metadata"]["signature_def"]["@type"] = "type.googleapis.com/tensorflow.serving.SignatureDefMap"
    response = json_format.ParseDict(document, metadata_pb2.GetModelMetadataResponse())
    assert (response.model_spec.name, response.model_spec.version.value) == ("digits", 2)
    signatures = metadata_pb2.SignatureDefMap()
    assert response.metadata["signature_def"].Unpack(signatures)
    outputs = signatures.signature_def["serving_default"].outputs
    assert [side.size for side in outputs["probabilities"].tensor_shape.dim] == [-1, 10]


REFUSED: list[tuple[str, str, bytes, int, str]] = [
    ("GET", "/v1/models", b"", 400, "Missing model name in request."),
    ("GET", "/v1/models/foo:predict", b"", 400, "Malformed request: GET /v1/models/foo:predict"),
    ("DELETE", "/v1/models/digits", b"", 400, "Malformed request: DELETE /v1/models/digits"),
    ("POST", "/V1/foo%20bar", b"{}", 400, "Malformed request: POST /V1/foo%20bar"),
    ("GET", "/v1/models/digits/?x=1", b"", 400, "Malformed request: GET /v1/models/digits/"),
    ("GET", "/v1/models/cats", b"", 404, "Could not find any versions of model cats"),
    ("GET", "/v1/models/digits/versions/9", b"", 404, "Could not find version 9 of model digits"),
    ("GET", "/v1/models/cats/metadata", b"", 404, "Servable not found for request: Latest(cats)"),
    ("GET", "/v1/models/digits/versions/9/metadata", b"", 404, "Servable not found for request: Specific(digits, 9)"),
    ("GET", "/v1/models/digits/labels/x/metadata", b"", 400, "Unrecognized servable version label: x"),
    ("POST", "/v1/models/cats:predict", b"", 400, "JSON Parse error: The document is empty"),
    ("POST", PREDICT, b"instances = [1, 2]", 400, "JSON Parse error: Invalid value. at offset: 0"),
    ("POST", "/v1/models/cats:predict", b"[]", 400, "JSON Value: [] Is not object"),
    ("POST", "/v1/models/cats:predict", b"{}", 404, "Servable not found for request: Latest(cats)"),
    ("POST", "/v1/models/digits/versions/9:predict", b"{}", 404, "Servable not found for request: Specific(digits, 9)"),
    ("POST", "/v1/models/digits/labels/x:predict", b"{}", 400, "Unrecognized servable version label: x"),
    (
        "POST",
        "/v1/models/cats:predict",
        b'{"signature_name": 1}',
        400,
        "JSON Value: {\n    \"signature_name\": 1\n} not formatted correctly. 'signature_name' key must be a string "
        "value.",
    ),
    (
        "POST",
        PREDICT,
        b'{"signature_name": "foo"}',
        400,
        'Serving signature name: "foo" not found in signature def',
    ),
    ("POST", PREDICT, b"{}", 400, "Missing 'inputs' or 'instances' key"),
    (
        "POST",
        PREDICT,
        b'{"instances": ["x"]}',
        400,
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: "
        'JSON Value: "x" Type: String is not of expected type: uint8',
    ),
    (
        "POST",
        "/v1/models/cats:regress",
        b"{}",
        400,
        "JSON Value: {} When method is classify, key 'examples' is expected and was not found",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": {}}',
        400,
        "JSON Value: {\n    \"examples\": {}\n} Expecting 'examples' value to be an list/array",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": []}',
        400,
        "JSON Value: {\n    \"examples\": []\n} 'examples' value is an empty array",
    ),
    ("POST", CLASSIFY, b'{"examples": [[]]}', 400, "Example must be JSON object but got JSON Array"),
    ("POST", CLASSIFY, b'{"context": [], "examples": []}', 400, "Example must be JSON object but got JSON Array"),
    (
        "POST",
        CLASSIFY,
        b'{"examples": [{"image": [1, null]}]}',
        400,
        "Feature: image has element with unexpected JSON type: Null",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": [{"image": [1, 1.5]}]}',
        400,
        "Unexpected element type in feature: image expecting type: int64",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": [{"age": [18446744073709551603]}]}',
        400,
        "Feature: age has uint64 element. Only int64 is supported.",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": [{"age": 1.7e308}]}',
        400,
        "Cannot convert JSON value: 1.7e+308 to float without loss of precision.",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"signature_name": "foo", "examples": [{}]}',
        400,
        "No signature was found with the name: foo",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"signature_name": "layers", "examples": [{}]}',
        400,
        "Expected classification signature method_name to be tensorflow/serving/classify. "
        "Was: tensorflow/serving/predict",
    ),
    (
        "POST",
        "/v1/models/digits:regress",
        b'{"examples": [{}]}',
        400,
        "Expected regression signature method_name to be tensorflow/serving/regress. Was: tensorflow/serving/predict",
    ),
    (
        "POST",
        CLASSIFY,
        b'{"examples": [{"picture": 1}]}',
        400,
        'Example 0: feature "image" is required but could not be found',
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "message"), REFUSED, ids=range(len(REFUSED)))
def test_a_wrong_request_is_refused_with_status_and_text_of_tensorflow_serving(
    client: httpx.Client, method: str, path: str, body: bytes, status: int, message: str
) -> None:
    """And in its order: the document, the signature's name, the model, the tensors."""
    assert_refused(client.request(method, path, content=body), status, message)


def test_an_error_is_indented_as_tensorflow_serving_does_it(client: httpx.Client) -> None:
    assert client.get("/v1/models").content == b'{\n    "error": "Missing model name in request."\n}'


@pytest.mark.parametrize("path", ["/v1", "/V1", "/v1?x=1"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_the_protocol_begins_behind_the_slash(client: httpx.Client, method: str, path: str) -> None:
    """Before it there is nothing, and nobody is sent elsewhere."""
    assert_problem(client.request(method, path), 404, f"nothing at {path[:3]}")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "image/png", ""])
def test_the_content_type_is_not_looked_at(client: httpx.Client, content_type: str) -> None:
    answer = client.post(PREDICT, content=b'{"inputs": [', headers={"Content-Type": content_type})
    assert_refused(answer, 400, "JSON Parse error: Invalid value. at offset: 12")


def test_a_preflight_needs_an_origin(client: httpx.Client) -> None:
    assert client.options(PREDICT, headers={"Origin": "https://example.org"}).status_code == 200
    assert_refused(client.options(PREDICT), 400, "Origin header is missing in CORS preflight")


FAILED = "Failed to process element: 1 of the pictures. Error: INVALID_ARGUMENT: "


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (b64(blank_png()), "no ink was found in the picture"),
        (b64(b"no picture"), "a picture was expected"),
        (b64(b""), "a picture was expected"),
        (b64(png_bomb(30_000, 30_000)), "pixels"),
        ({"b64": "!"}, "Unable to base64 decode"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_by_its_place(
    client: httpx.Client, picture: dict[str, str], message: str
) -> None:
    for document in ({"instances": [b64(PNG), picture]}, {"inputs": {"image": [b64(PNG), picture]}}):
        answer = client.post(PREDICT, json=document)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(FAILED + message) or message == "pixels"
        assert FAILED in answer.json()["error"]
    if message != "Unable to base64 decode":
        answer = client.post(CLASSIFY, json={"examples": [{"image": b64(PNG)}, {"image": picture}]})
        assert FAILED in answer.json()["error"]


def test_pictures_and_pixels_are_not_mixed(client: httpx.Client) -> None:
    answer = client.post(PREDICT, json={"instances": [b64(PNG), FRAME]})
    assert_refused(answer, 400, "Expecting picture but got value/list at item 1 of input list")
    answer = client.post(PREDICT, json={"instances": [FRAME, b64(PNG)]})
    assert "is not of expected type: uint8" in answer.json()["error"]
    answer = client.post(CLASSIFY, json={"examples": [{"image": b64(PNG)}, {"image": [0] * 784}]})
    assert_refused(answer, 400, 'Example 1: feature "image" must be one picture, as it is in the first example')


@pytest.mark.parametrize("image", [[0] * 783, [0.5] * 784, [256] * 784, [-1] * 784, []])
def test_an_example_has_784_grey_levels(client: httpx.Client, image: list[float]) -> None:
    answer = client.post(CLASSIFY, json={"examples": [{"image": image}]})
    assert answer.status_code == 400
    assert 'Example 0: feature "image" must be 784 whole numbers from 0 to 255' in answer.json()["error"]


def test_features_of_the_context_are_every_examples(client: httpx.Client) -> None:
    document = {"context": {"image": b64(PNG)}, "examples": [{}, {"image": b64(digit_png(3))}]}
    assert [classes[0][0] for classes in answered(client, CLASSIFY, document)["results"]] == ["7", "3"]


def test_an_answer_that_would_fill_the_memory_is_refused(client: httpx.Client) -> None:
    document = {"signature_name": "layers", "instances": [FRAME] * 1_000}
    answer = client.post(PREDICT, json=document)
    assert answer.status_code == 400
    assert "the answer would have 118,164,000 values, and may have 4,000,000" in answer.json()["error"]


def test_thousands_of_frames_are_answered(client: httpx.Client) -> None:
    assert len(answered(client, PREDICT, {"instances": [FRAME] * 3000})["predictions"]) == 3000


def test_the_openapi_tells_of_every_operation() -> None:
    """With its refusals in the protocol's own shape."""
    document = create_app(Settings()).openapi()
    paths = {path: item for path, item in document["paths"].items() if path.startswith("/v1")}
    assert len(paths) == 12
    for path, item in paths.items():
        ((method, operation),) = item.items()
        assert method == ("post" if ":" in path else "get")
        assert operation["summary"]
        parameters = [resolved(document, each) for each in operation["parameters"]]
        assert {each["name"] for each in parameters if each["in"] == "path"} == {
            name for name in ("model", "version", "label") if f"{{{name}}}" in path
        }
        assert {"400", "404", "500", "503", "504"} <= set(operation["responses"])
        assert ({"408", "413"} <= set(operation["responses"])) == (method == "post")
        for status, each in operation["responses"].items():
            told = resolved(document, each)
            (media_type,) = told["content"]
            assert media_type == "application/json"
            assert status == "200" or told["content"][media_type]["schema"]["required"] == ["error"]


@pytest.mark.anyio
async def test_a_failure_of_the_model_tells_nothing_from_inside(in_process: StartInProcess) -> None:
    async with in_process() as service:
        service.network.fail_with = ModelFailed("the secret of the model")
        answer = await service.client.post(PREDICT, json={"instances": [FRAME]})
        assert answer.status_code == 500
        assert "something failed inside the service" in answer.json()["error"]
        assert "secret" not in answer.text
        assert (await service.client.post(PREDICT, json={"instances": [FRAME]})).status_code == 200


@pytest.mark.anyio
async def test_a_failure_that_nobody_expected_has_the_protocols_shape(
    in_process: StartInProcess, caplog: pytest.LogCaptureFixture
) -> None:
    """And is in the log."""
    async with in_process() as service:
        service.service.store.view = None  # type: ignore[assignment]
        answer = await service.client.get("/v1/models/digits")
        assert answer.status_code == 500
        assert set(answer.json()) == {"error"}
    assert "AttributeError" in caplog.text


@pytest.mark.anyio
async def test_what_is_too_much_is_refused_with_what_to_do(in_process: StartInProcess) -> None:
    async with in_process(max_batch_size=1, max_enqueued_batches=1, max_files=2, max_upload_bytes=10_000) as service:
        with service.busy():
            answer = await service.client.post(PREDICT, json={"instances": [FRAME]})
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert "wait already" in answer.json()["error"]
        answer = await service.client.post(PREDICT, json={"instances": [b64(b"x")] * 3})
        assert_refused(answer, 413, "a request may have 2 pictures; this one has 3")
        answer = await service.client.post(PREDICT, content=bytes(10_001))
        assert answer.status_code == 413
        assert "a request may have 10,000 bytes" in answer.json()["error"]


@pytest.mark.anyio
async def test_labels_and_the_default_choose_the_version(in_process: StartInProcess) -> None:
    async with in_process() as service:
        answer = await service.client.get("/v1/models/digits/labels/stable/metadata")
        assert answer.json()["model_spec"]["version"] == "1"
        assert (await service.client.get("/v1/models/digits/metadata")).json()["model_spec"]["version"] == "2"
        answer = await service.client.post("/v1/models/digits/labels/stable:predict", json={"instances": [FRAME]})
        assert answer.status_code == 200


@pytest.mark.anyio
async def test_where_nothing_is_loaded_nothing_is_found(in_process: StartInProcess) -> None:
    async with in_process() as service:
        service.service.store.view = View()
        answer = await service.client.post(PREDICT, json={"instances": [FRAME]})
        assert_refused(answer, 404, "Servable not found for request: Latest(digits)")


@pytest.mark.anyio
async def test_a_version_of_another_size_takes_its_own_frames_and_no_pictures(in_process: StartInProcess) -> None:
    async with in_process(input_shape=(20, 20, 1)) as service:
        answer = await service.client.post(PREDICT, json={"instances": [b64(PNG)]})
        assert answer.status_code == 400
        assert "takes pictures of" in answer.json()["error"]
