"""/v1 over HTTP to a service whose model was made elsewhere: TensorFlow Serving's own example, half_plus_two."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.routes.test_v1 import assert_refused
from tests.service import running

MODEL = "/v1/models/half_plus_two"
PREDICT = f"{MODEL}:predict"


def signature(call: Callable[..., Any], **inputs: tf.TensorSpec) -> Any:
    specs = {name: tf.TensorSpec(spec.shape, spec.dtype, name=name) for name, spec in inputs.items()}
    return tf.function(call).get_concrete_function(**specs)


def save_half_plus_two(folder: Path) -> None:
    """y = x / 2 + 2 for any x, and signatures of other kinds and numbers of tensors."""
    anything, column = tf.TensorSpec(None, tf.float32), tf.TensorSpec([None, 1], tf.float32)
    row, text = tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.string)
    signatures = {
        "serving_default": signature(lambda x: {"y": x / 2 + 2}, x=anything),
        "column": signature(lambda x: {"y": x / 2 + 2}, x=column),
        "several": signature(
            lambda a, b: {"sum": a + tf.cast(b, tf.float32), "even": b % 2 == 0},
            a=row,
            b=tf.TensorSpec([None], tf.int64),
        ),
        "texts": signature(lambda text: {"text": text, "raw_bytes": text}, text=text),
        "scalar": signature(lambda x: {"mean": tf.reduce_mean(x)}, x=row),
        "uneven": signature(lambda x: {"one": x, "two": tf.concat([x, x], 0)}, x=row),
        "half": signature(lambda x: {"y": x}, x=tf.TensorSpec([None], tf.float16)),
        "failing": signature(lambda x: {"y": tf.reshape(x, [7, 11])}, x=anything),
        "large": signature(lambda n: {"y": tf.zeros(n)}, n=tf.TensorSpec([1], tf.int32)),
    }
    tf.saved_model.save(tf.Module(), str(folder), signatures=signatures)


quarters = st.integers(-2000, 2000).map(lambda number: number / 4)  # of which no digit is lost


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("models") / "half_plus_two"
    save_half_plus_two(folder / "123")
    log_file = tmp_path_factory.mktemp("log") / "log"
    with running(log_file, model_dir=folder) as service, httpx.Client(base_url=service.url, timeout=60) as client:
        yield client


def answered(client: httpx.Client, document: dict[str, Any], **more: Any) -> Any:
    answer = client.post(PREDICT, json={**document, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_golden_vectors_are_answered(client: httpx.Client) -> None:
    """Those of TensorFlow Serving's own tests."""
    assert answered(client, {"instances": [[1, 2], [3, 4]]}) == {"predictions": [[2.5, 3.0], [3.5, 4.0]]}
    assert answered(client, {"inputs": [3, 4]}) == {"outputs": [3.5, 4.0]}
    assert answered(client, {"instances": [3.0, 4.0]}, signature_name="serving_default") == {"predictions": [3.5, 4.0]}
    assert answered(client, {"inputs": 3}) == {"outputs": 3.5}
    answer = client.post(f"{MODEL}/versions/123:predict", content=b'{"instances": [1.0, NaN, -Infinity]}')
    assert answer.content == b'{"predictions": [2.5, NaN, -Infinity]}'


def test_whole_numbers_are_written_with_a_point(client: httpx.Client) -> None:
    answer = client.post(PREDICT, content=b'{"instances": [2, 17999996.0, 0.2]}')
    assert answer.content == b'{"predictions": [3.0, 9e+06, 2.1]}'


@given(rows=st.lists(st.lists(quarters, min_size=2, max_size=2), min_size=1, max_size=5))
@settings(max_examples=25)
def test_rows_and_columns_are_answered_alike(client: httpx.Client, rows: list[list[float]]) -> None:
    wanted = [[x / 2 + 2 for x in row] for row in rows]
    assert answered(client, {"instances": rows}) == {"predictions": wanted}
    assert answered(client, {"instances": [{"x": row} for row in rows]}) == {"predictions": wanted}
    assert answered(client, {"inputs": rows}) == {"outputs": wanted}
    assert answered(client, {"inputs": {"x": rows}}) == {"outputs": wanted}


def test_several_inputs_and_outputs_have_names(client: httpx.Client) -> None:
    rows = {"instances": [{"a": 0.5, "b": 2}, {"a": 1.5, "b": 3}]}
    columns = {"inputs": {"a": [0.5, 1.5], "b": [2, 3]}}
    assert answered(client, rows, signature_name="several") == {
        "predictions": [{"even": True, "sum": 2.5}, {"even": False, "sum": 4.5}]
    }
    assert answered(client, columns, signature_name="several") == {
        "outputs": {"even": [True, False], "sum": [2.5, 4.5]}
    }
    answer = client.post(PREDICT, json={"signature_name": "several", "instances": [{"a": 1, "b": 1.0}]})
    assert_refused(
        answer,
        400,
        "Failed to process element: 0 key: b of 'instances' list. Error: INVALID_ARGUMENT: "
        "JSON Value: 1.0 Type: Number is not of expected type: int64",
    )


def test_texts_and_bytes_go_in_and_come_out(client: httpx.Client) -> None:
    encoded = {"b64": base64.b64encode(b"\xff\x00picture").decode()}
    document = {"instances": ["plain", encoded]}
    first, second = answered(client, document, signature_name="texts")["predictions"]
    assert first == {"text": "plain", "raw_bytes": {"b64": base64.b64encode(b"plain").decode()}}
    assert second["raw_bytes"] == encoded


def test_a_scalar_is_told_by_column_only(client: httpx.Client) -> None:
    assert answered(client, {"inputs": [1, 2]}, signature_name="scalar") == {"outputs": 1.5}
    answer = client.post(PREDICT, json={"signature_name": "scalar", "instances": [1, 2]})
    assert_refused(answer, 400, "Tensor name: mean has no shape information ")


def test_outputs_of_different_lengths_are_told_by_column_only(client: httpx.Client) -> None:
    assert answered(client, {"inputs": [1]}, signature_name="uneven") == {"outputs": {"one": [1.0], "two": [1.0, 1.0]}}
    answer = client.post(PREDICT, json={"signature_name": "uneven", "instances": [1]})
    assert_refused(answer, 400, "Tensor name: two has inconsistent batch size: 2 expecting: 1")


def test_a_type_that_json_cannot_tell_is_not_implemented(client: httpx.Client) -> None:
    answer = client.post(PREDICT, json={"signature_name": "half", "inputs": [1.5]})
    assert_refused(answer, 501, "Conversion of JSON Value: 1.5 to type: half")


def test_a_shape_that_the_signature_does_not_take_is_refused(client: httpx.Client) -> None:
    assert answered(client, {"instances": [[1], [2]]}, signature_name="column") == {"predictions": [[2.5], [3.0]]}
    answer = client.post(PREDICT, json={"signature_name": "column", "instances": [[1, 2]]})
    assert_refused(answer, 400, "Tensor name: x has shape [1,2], and the signature takes [-1,1]")


def test_a_failure_inside_the_graph_tells_nothing_from_inside(client: httpx.Client) -> None:
    answer = client.post(PREDICT, json={"signature_name": "failing", "inputs": [1]})
    assert answer.status_code == 500
    assert "Reshape" not in answer.text


def test_an_answer_too_large_to_tell_is_refused(client: httpx.Client) -> None:
    answer = client.post(PREDICT, json={"signature_name": "large", "inputs": [4_000_001]})
    assert answer.status_code == 400
    assert "may have 4,000,000" in answer.json()["error"]


def test_the_metadata_has_the_golden_shape(client: httpx.Client) -> None:
    metadata = client.get(f"{MODEL}/metadata").json()
    assert metadata["model_spec"] == {"name": "half_plus_two", "signature_name": "", "version": "123"}
    signatures = metadata["metadata"]["signature_def"]["signature_def"]
    assert signatures["column"]["inputs"] == {
        "x": {
            "dtype": "DT_FLOAT",
            "tensor_shape": {"dim": [{"size": "-1", "name": ""}, {"size": "1", "name": ""}], "unknown_rank": False},
            "name": "column_x:0",
        }
    }
    assert signatures["column"]["method_name"] == "tensorflow/serving/predict"
    assert signatures["column"]["defaults"] == {}
    assert signatures["serving_default"]["inputs"]["x"]["tensor_shape"] == {"dim": [], "unknown_rank": True}
    assert signatures["texts"]["inputs"]["text"]["dtype"] == "DT_STRING"
    assert signatures["several"]["outputs"]["even"]["dtype"] == "DT_BOOL"


def test_the_status_has_the_golden_shape(client: httpx.Client) -> None:
    fine = {"error_code": "OK", "error_message": ""}
    assert client.get(MODEL).json() == {
        "model_version_status": [{"version": "123", "state": "AVAILABLE", "status": fine}]
    }


def test_pictures_and_classes_are_for_versions_that_are_described(client: httpx.Client) -> None:
    answer = client.post(f"{MODEL}:classify", json={"examples": [{"x": 1.0}]})
    assert_refused(
        answer,
        400,
        "Expected classification signature method_name to be tensorflow/serving/classify. "
        "Was: tensorflow/serving/predict",
    )
    answer = client.post(PREDICT, json={"instances": [{"b64": "aGVsbG8="}]})
    assert_refused(
        answer,
        400,
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: "
        'JSON Value: {\n    "b64": "aGVsbG8="\n} Type: Object is not of expected type: float',
    )
