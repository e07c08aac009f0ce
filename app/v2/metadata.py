"""What the server and the model tell of themselves."""

import math
from importlib.metadata import version
from typing import Any

import numpy as np

from app.v2.datatypes import from_numpy
from app.v2.foreign import signature_of
from app.v2.inference import open_shape
from app.v2.own import IMAGE, USUAL
from model.versions.served import Served
from model.versions.signature import Signature, Tensor
from model.versions.store import Store

EXTENSIONS = (
    "classification",
    "model_repository",
    "model_repository(unload_dependents)",
    "model_configuration",
    "binary_tensor_data",
    "parameters",
    "statistics",
)
PLATFORM = "tensorflow_savedmodel"

_CONFIG_TYPES = {"BYTES": "TYPE_STRING"}


def server_metadata() -> dict[str, Any]:
    """The answer of `GET /v2`."""
    return {"name": "digitscope", "version": version("digitscope"), "extensions": EXTENSIONS}


def model_metadata(store: Store, served: Served) -> dict[str, Any]:
    """The answer of `GET /v2/models/{model}`; raises Mismatch where no signature could answer."""
    signature = _signature(served)
    return {
        "name": store.name,
        "versions": [str(number) for number in sorted(store.view.served)],
        "platform": PLATFORM,
        "inputs": [_tensor(name, tensor) for name, tensor in signature.inputs.items()],
        "outputs": [_tensor(name, tensor) for name, tensor in signature.outputs.items()],
    }


def model_config(store: Store, served: Served, most_bytes: int) -> dict[str, Any]:
    """The answer of `GET /v2/models/{model}/config`: what clients such as perf_analyzer read of it.

    Args:
        store: the model's versions.
        served: the version.
        most_bytes: of a request. As many items as these hold are the largest batch that is told of, where every input
            and output has an open first axis.
    """
    signature = _signature(served)
    tensors = [*signature.inputs.values(), *signature.outputs.values()]
    batched = all(tensor.shape and tensor.shape[0] is None for tensor in tensors)
    return {
        "name": store.name,
        "platform": PLATFORM,
        "backend": "tensorflow",
        "max_batch_size": most_bytes // _item_bytes(signature) if batched else 0,
        "input": [_configured(name, tensor, batched) for name, tensor in signature.inputs.items()],
        "output": [_configured(name, tensor, batched) for name, tensor in signature.outputs.items()],
    }


def _item_bytes(signature: Signature) -> int:
    """Bytes of one item of a batch, at least: strings, and sides that are open, have any size."""
    sizes = [
        math.prod(side or 1 for side in tensor.shape or ()) * np.dtype(tensor.dtype).itemsize
        for tensor in signature.inputs.values()
        if tensor.dtype != "object"
    ]
    return sum(sizes) or 4  # the length of a string


def _signature(served: Served) -> Signature:
    """The inputs and outputs to tell of; of our own versions without what only an extension takes and gives."""
    if served.described is None:
        return signature_of(served)[1]
    signature = served.graph.signatures["serving_default"]
    return Signature({IMAGE: signature.inputs[IMAGE]}, {name: signature.outputs[name] for name in USUAL})


def _tensor(name: str, tensor: Tensor) -> dict[str, Any]:
    return {"name": name, "datatype": from_numpy(tensor.dtype), "shape": open_shape(tensor)}


def _configured(name: str, tensor: Tensor, batched: bool) -> dict[str, Any]:
    datatype = from_numpy(tensor.dtype)
    dims = open_shape(tensor)
    return {
        "name": name,
        "data_type": _CONFIG_TYPES.get(datatype, f"TYPE_{datatype}"),
        "dims": dims[1:] if batched else dims,
    }
