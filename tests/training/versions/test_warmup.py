from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from training.versions.warmup import write_warmup


def _messages(path: Path) -> list[bytes]:
    return [bytes(record.numpy()) for record in tf.data.TFRecordDataset(str(path))]


def test_warm_up_requests_parse_with_tensorflow_servings_own_classes(version: Path) -> None:
    """PredictionLog records of batches of 1, 8 and 32 for model `digits`, which the signature takes as they are."""
    protos = pytest.importorskip(
        "tensorflow_serving.apis.prediction_log_pb2",
        reason="needs pip install --no-deps --require-hashes -r requirements/protos.txt",
    )
    loaded = tf.saved_model.load(str(version))
    sizes = []
    for record in _messages(version / "assets.extra" / "tf_serving_warmup_requests"):
        log = protos.PredictionLog.FromString(record)
        assert log.SerializeToString(deterministic=True) == record
        request = log.predict_log.request
        assert (request.model_spec.name, request.model_spec.signature_name) == ("digits", "serving_default")
        assert list(request.inputs) == ["image"]
        image = tf.make_ndarray(request.inputs["image"])
        assert image.dtype == np.uint8
        assert image.any()
        answer = loaded.signatures["serving_default"](image=tf.constant(image))
        assert answer["probabilities"].shape == (len(image), 10)
        sizes.append(len(image))
    assert sizes == [1, 8, 32]


def test_the_bytes_are_those_of_the_specification(tmp_path: Path) -> None:
    """A request of one 1 x 1 picture, worked out by hand from the .proto files."""
    write_warmup(tmp_path, [np.array([[[7]]], np.uint8)], model_name="m")
    tensor = bytes([0x08, 4, 0x12, 12, 0x12, 2, 0x08, 1, 0x12, 2, 0x08, 1, 0x12, 2, 0x08, 1])  # DT_UINT8, 1 x 1 x 1
    (record,) = _messages(tmp_path / "assets.extra" / "tf_serving_warmup_requests")
    spec = b"\x0a\x01m" + b"\x1a\x0fserving_default"
    assert record[:2] == bytes([0x32, len(record) - 2])  # PredictionLog.predict_log
    assert record[2:4] == bytes([0x0A, len(record) - 4])  # PredictLog.request
    assert record[4 : 6 + len(spec)] == b"\x0a" + bytes([len(spec)]) + spec  # PredictRequest.model_spec
    rest = record[6 + len(spec) :]
    assert rest[:2] == bytes([0x12, len(rest) - 2])  # PredictRequest.inputs, an entry of the map
    assert rest[2:9] == b"\x0a\x05image"
    assert rest[11:].startswith(tensor)
