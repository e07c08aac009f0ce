"""GET /v1/models/{model}/metadata: the signatures of a version."""

import json
from typing import Any

from app.v1.address import Address
from app.v1.dtypes import proto_name
from app.v1.lookup import find_served
from model.versions.signature import Signature, Tensor
from model.versions.store import Store


def render_metadata(store: Store, address: Address) -> bytes:
    """The GetModelMetadataResponse as JSON; raises Refused where there is no such model, version or label."""
    served = find_served(store, address)
    signatures = {name: _signature(signature) for name, signature in sorted(served.graph.signatures.items())}
    metadata = {
        "model_spec": {"name": store.name, "signature_name": "", "version": str(served.number)},
        "metadata": {"signature_def": {"signature_def": signatures}},
    }
    return json.dumps(metadata, indent=1).encode() + b"\n"


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "inputs": {name: _tensor(tensor) for name, tensor in signature.inputs.items()},
        "outputs": {name: _tensor(tensor) for name, tensor in signature.outputs.items()},
        "method_name": signature.method,
        "defaults": {},
    }


def _tensor(tensor: Tensor) -> dict[str, Any]:
    sides = [{"size": str(-1 if side is None else side), "name": ""} for side in tensor.shape or ()]
    return {
        "dtype": proto_name(tensor.dtype),
        "tensor_shape": {"dim": sides, "unknown_rank": tensor.shape is None},
        "name": tensor.graph_name,
    }
