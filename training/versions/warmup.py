"""Warm-up requests in the form that TensorFlow Serving reads when it loads a version.

The file is a TFRecord of `tensorflow.serving.PredictionLog` messages. Their classes are in `tensorflow-serving-api`,
which pulls the plain `tensorflow` in beside the CPU build, so the five fields in use are put together here, in the
protocol buffers' wire format (https://protobuf.dev/programming-guides/encoding/) around TensorFlow's own TensorProto.
Fields, from tensorflow_serving/apis/{prediction_log,predict,model}.proto:

    PredictionLog.predict_log = 6    PredictLog.request = 1    PredictRequest.model_spec = 1, .inputs = 2
    ModelSpec.name = 1, .signature_name = 3                    a map's entry: key = 1, value = 2
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

FILE_NAME = Path("assets.extra") / "tf_serving_warmup_requests"
_LENGTH_DELIMITED = 2  # the wire type of strings, bytes and messages


def write_warmup(folder: Path, batches: Iterable[NDArray[np.uint8]], model_name: str = "digits") -> None:
    """Write one request of `serving_default` for each batch of pictures, uint8 [N, height, width(, channels)]."""
    path = folder / FILE_NAME
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for batch in batches:
            writer.write(_prediction_log(model_name, batch))


def _prediction_log(model_name: str, image: NDArray[np.uint8]) -> bytes:
    tensor = tf.make_tensor_proto(image).SerializeToString()
    model_spec = _field(1, model_name.encode()) + _field(3, b"serving_default")
    request = _field(1, model_spec) + _field(2, _field(1, b"image") + _field(2, tensor))
    return _field(6, _field(1, request))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the high bit says that more follow."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
