"""SavedModels that others made, served by a real process by what their own signatures tell."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import tensorflow as tf

from model.versions.saved_model import SavedModel
from tests.app.v2.wire import HEADER, assert_refused, in_binary, in_json, infer, outputs_of, strings
from tests.foreign import colour_classifier, half_plus_two
from tests.service import Service, running

HALF, COLOUR, MIXED, NAMELESS, STRINGS = 1, 2, 3, 4, 5


def mixed(folder: Path) -> None:
    """Several inputs and outputs of several data types, strings among them, and one output without a batch."""

    def function(numbers: tf.Tensor, texts: tf.Tensor, keep: tf.Tensor, small: tf.Tensor) -> dict[str, tf.Tensor]:
        return {
            "kept": tf.where(keep, numbers, 0),
            "joined": tf.strings.join([texts, b"\xff"]),
            "halves": small / 2,
            "not_kept": tf.logical_not(keep),
            "count": tf.shape(numbers)[0],
            "all": tf.strings.reduce_join(texts),
        }

    takes = [
        tf.TensorSpec([None, 2], tf.int64, name="numbers"),
        tf.TensorSpec([None], tf.string, name="texts"),
        tf.TensorSpec([None, 2], tf.bool, name="keep"),
        tf.TensorSpec([None, 2], tf.float16, name="small"),
    ]
    module = tf.Module()
    module.function = tf.function(function, input_signature=takes)
    tf.saved_model.save(module, str(folder), signatures=module.function)


def nameless(folder: Path) -> None:
    """Two signatures, and neither is the default."""
    module = tf.Module()
    module.function = tf.function(lambda x: {"y": x}, input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    tf.saved_model.save(module, str(folder), signatures={"one": module.function, "two": module.function})


def lengths(folder: Path) -> None:
    """One string to its length."""
    module = tf.Module()
    module.function = tf.function(
        lambda text: {"length": tf.strings.length(text)},
        input_signature=[tf.TensorSpec([None], tf.string, name="text")],
    )
    tf.saved_model.save(module, str(folder), signatures={"measure": module.function})


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "zoo"
    for number, build in ((HALF, half_plus_two), (COLOUR, colour_classifier), (MIXED, mixed), (NAMELESS, nameless)):
        build(folder / str(number))
    lengths(folder / str(STRINGS))
    return folder


@pytest.fixture(scope="module")
def zoo(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(tmp_path_factory.mktemp("zoo") / "log", model_dir=models) as service, client_of(service) as client:
        yield client


def client_of(service: Service) -> httpx.Client:
    return httpx.Client(base_url=service.url, timeout=60)


def path(version: int, rest: str = "") -> str:
    return f"/v2/models/zoo/versions/{version}{rest}"


def test_the_metadata_tell_what_the_signature_takes_and_gives(zoo: httpx.Client) -> None:
    body = zoo.get(path(MIXED)).json()
    assert (body["name"], body["platform"]) == ("zoo", "tensorflow_savedmodel")
    assert {each["name"]: (each["datatype"], each["shape"]) for each in body["inputs"]} == {
        "numbers": ("INT64", [-1, 2]),
        "texts": ("BYTES", [-1]),
        "keep": ("BOOL", [-1, 2]),
        "small": ("FP16", [-1, 2]),
    }
    assert {each["name"]: (each["datatype"], each["shape"]) for each in body["outputs"]} == {
        "kept": ("INT64", [-1, 2]),
        "joined": ("BYTES", [-1]),
        "halves": ("FP16", [-1, 2]),
        "not_kept": ("BOOL", [-1, 2]),
        "count": ("INT32", []),
        "all": ("BYTES", []),
    }
    config = zoo.get(path(MIXED, "/config")).json()
    assert config["max_batch_size"] == 0  # not every output has a batch
    assert {each["name"]: each["data_type"] for each in config["input"]}["texts"] == "TYPE_STRING"
    assert zoo.get(path(HALF, "/config")).json()["output"] == [{"name": "y", "data_type": "TYPE_FP32", "dims": []}]


def test_half_plus_two_is_half_plus_two(zoo: httpx.Client) -> None:
    values = np.array([1, 2, 5], np.float32)
    for body, headers in (
        (json.dumps({"inputs": [in_json("x", values)]}).encode(), {}),
        in_binary({"x": values}),
        (values[:1].tobytes(), {HEADER: "0"}),
    ):
        answer = zoo.post(path(HALF, "/infer"), content=body, headers=headers)
        expected = values / 2 + 2
        np.testing.assert_array_equal(outputs_of(answer)["y"], expected if headers != {HEADER: "0"} else expected[:1])


def test_several_inputs_of_several_kinds_go_through(zoo: httpx.Client) -> None:
    inputs = {
        "texts": strings(b"a", b"\x00\xfe", b""),
        "numbers": np.array([[1, 2], [3, 4], [2**62, -6]]),
        "small": np.array([[1, 3], [0.5, 2], [0, 0]], np.float16),
        "keep": np.array([[True, False], [False, True], [True, True]]),
    }
    outputs = outputs_of(infer(zoo, inputs, version=MIXED, model="zoo", parameters={"binary_data_output": True}))
    np.testing.assert_array_equal(outputs["kept"], [[1, 0], [0, 4], [2**62, -6]])
    assert outputs["joined"].tolist() == [b"a\xff", b"\x00\xfe\xff", b"\xff"]
    np.testing.assert_array_equal(outputs["halves"], inputs["small"] / 2)
    np.testing.assert_array_equal(outputs["not_kept"], ~inputs["keep"])
    assert (outputs["count"].item(), outputs["count"].shape) == (3, ())
    assert (outputs["all"].item(), outputs["all"].shape) == (b"a\x00\xfe", ())
    some = outputs_of(infer(zoo, inputs, ["count", "kept"], version=MIXED, model="zoo"))
    assert some.keys() == {"kept", "count"}
    (classes,) = outputs_of(
        infer(zoo, inputs, [{"name": "kept", "parameters": {"classification": 1}}], version=MIXED, model="zoo")
    ).values()
    assert classes.tolist() == [[b"1:0"], [b"4:1"], [f"{2**62}:0".encode()]]


def test_what_json_cannot_hold_is_refused_with_what_to_do(zoo: httpx.Client) -> None:
    inputs = {
        "texts": strings(b"a"),
        "numbers": np.array([[1, 2]]),
        "small": np.zeros((1, 2), np.float16),
        "keep": np.zeros((1, 2), bool),
    }
    for output, why in (("halves", "sending FP16 data via JSON is not supported"), ("joined", "no UTF-8 text")):
        answer = infer(zoo, inputs, [output], version=MIXED, model="zoo")
        assert_refused(answer, 400, why, f"Please use the binary data format for{' output halves' * (output == 'h')}")
    answer = infer(zoo, inputs, [{"name": "all", "parameters": {"classification": 1}}], version=MIXED, model="zoo")
    assert_refused(answer, 400, "class result not available for output 'all'")


def test_a_network_of_another_size_is_served_as_keras_exported_it(zoo: httpx.Client, models: Path) -> None:
    (given,), (told,) = (zoo.get(path(COLOUR)).json()[name] for name in ("inputs", "outputs"))
    assert (given["shape"], told["shape"]) == ([-1, 8, 6, 3], [-1, 3])
    images = np.random.default_rng(0).random((4, 8, 6, 3)).astype(np.float32)
    graph = SavedModel(models / str(COLOUR))
    expected = graph.call("serving_default", {given["name"]: images})[told["name"]]
    outputs = outputs_of(infer(zoo, {given["name"]: images}, version=COLOUR, model="zoo"))
    np.testing.assert_allclose(outputs[told["name"]], expected, atol=1e-6)


def test_the_only_signature_answers_whatever_its_name(zoo: httpx.Client) -> None:
    outputs = outputs_of(infer(zoo, {"text": strings(b"seven", b"")}, version=STRINGS, model="zoo"))
    assert outputs["length"].tolist() == [5, 0]
    raw = outputs_of(zoo.post(path(STRINGS, "/infer"), content=b"raw body", headers={HEADER: "0"}))
    assert raw["length"].tolist() == [8]


def test_without_a_default_signature_nothing_answers(zoo: httpx.Client) -> None:
    for answer in (
        zoo.get(path(NAMELESS)),
        infer(zoo, {"x": np.zeros(1, np.float32)}, version=NAMELESS, model="zoo"),
    ):
        assert_refused(answer, 400, f"version {NAMELESS} has no signature serving_default; its signatures are one, two")


def test_what_the_model_does_not_take_is_refused_in_tritons_words(zoo: httpx.Client) -> None:
    x = np.zeros(2, np.float32)
    assert_refused(
        infer(zoo, {"x": x, "z": x}, version=HALF, model="zoo"),
        400,
        "expected 1 inputs but got 2 inputs for model 'zoo'. Got input(s) ['x','z'], but missing required input(s) []",
    )
    assert_refused(
        infer(zoo, {"z": x}, version=HALF, model="zoo"), 400, "unexpected inference input 'z' for model 'zoo'"
    )
    assert_refused(infer(zoo, {"x": x}, ["z"], version=HALF, model="zoo"), 400, "unexpected inference output 'z'")
    assert_refused(infer(zoo, {"x": x.reshape(1, 2)}, version=HALF, model="zoo"), 400, "Expected [-1], got [1,2]")
    assert_refused(
        infer(zoo, {"x": x.astype(np.float64)}, version=HALF, model="zoo"), 400, "data-type is 'FP64'", "expects 'FP32'"
    )
    assert_refused(infer(zoo, {"text": strings()}, version=STRINGS, model="zoo"), 400, "mismatch for input 'text'")


@pytest.mark.parametrize(
    ("version", "body", "text"),
    [
        (HALF, b"123", "input byte size mismatch for input 'raw_input' for model 'zoo'. Expected 4, got 3"),
        (HALF, b"", "Expected 4, got 0"),
        (COLOUR, struct.pack("<f", 1), f"Expected {8 * 6 * 3 * 4}, got 4"),
        (MIXED, b"x", "Raw request must only have 1 input (found 4) to be deduced"),
    ],
)
def test_a_raw_body_must_fit_the_one_input(zoo: httpx.Client, version: int, body: bytes, text: str) -> None:
    assert_refused(zoo.post(path(version, "/infer"), content=body, headers={HEADER: "0"}), 400, text)


def test_an_answer_of_too_many_values_is_refused(zoo: httpx.Client) -> None:
    values = np.zeros(4_000_001, np.float32)
    assert_refused(infer(zoo, {"x": values}, version=HALF, model="zoo"), 400, "batch-size must be <= 4000000")


def test_its_requests_are_counted(zoo: httpx.Client) -> None:
    def counts() -> tuple[int, int, int]:
        (stats,) = zoo.get(path(HALF, "/stats")).json()["model_stats"]
        return stats["inference_count"], stats["execution_count"], stats["inference_stats"]["success"]["count"]

    before = counts()
    outputs_of(infer(zoo, {"x": np.zeros(7, np.float32)}, version=HALF, model="zoo"))
    assert counts() == (before[0] + 7, before[1] + 1, before[2] + 1)


def test_the_default_is_the_newest(zoo: httpx.Client) -> None:
    assert zoo.get("/v2/models/zoo").json()["inputs"][0]["name"] == "text"
    assert zoo.get("/v2/models/zoo/ready").json() == {"name": "zoo", "ready": True}
