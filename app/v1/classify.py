"""`:classify` and `:regress`: examples in, labels with their probabilities out.

A Keras network's export has no signature of the method `tensorflow/serving/classify`. A version of ours is answered
from its softmax and its labels, as if its `serving_default` were one; nothing is made up for `:regress`.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import orjson

from app.v1.address import Address
from app.v1.answering import Asked
from app.v1.decimals import decimals
from app.v1.errors import Code, Refused
from app.v1.examples import pictures_of, pixels_of, read_examples
from app.v1.inference import Arrays
from app.v1.lookup import find_served
from app.v1.pictures import IMAGE
from model.stages import Stages
from model.versions.served import Served
from model.versions.store import Store

_NAMES = {"classify": "classification", "regress": "regression"}


def read_classify(body: bytes, address: Address, store: Store, stages: Stages) -> Asked:
    """What a body asks.

    Raises:
        Refused: it is no such question, or the version has no signature for it.
        TooLarge: it has more parts than the tensors of one request need.
    """
    name, examples = read_examples(body)
    served = find_served(store, address)
    stages.version = served.number
    _require_signature(served, name, address.operation)
    inputs: Arrays | list[bytes] | None = pictures_of(examples)
    if inputs is None:
        shape = served.graph.signatures[name].inputs[IMAGE].shape or ()
        inputs = {IMAGE: pixels_of(examples, tuple(side or 1 for side in shape[1:]))}
    return Asked(served, name, inputs, partial(_render, labels=served.version.manifest.labels))


def _require_signature(served: Served, name: str, operation: str) -> None:
    signature = served.graph.signatures.get(name)
    if signature is None:
        raise Refused(f"No signature was found with the name: {name}")
    if operation == "classify" and served.described is not None and name == "serving_default":
        return
    method = f"tensorflow/serving/{operation}"
    if signature.method != method:
        kind = _NAMES[operation]
        raise Refused(f"Expected {kind} signature method_name to be {method}. Was: {signature.method}")
    raise Refused(f"Signatures of the method {method} are not served; use :predict", Code.UNIMPLEMENTED)


def _render(outputs: Arrays, labels: Sequence[str]) -> bytes:
    """`{"results": [[["7", 0.99], ...], ...]}`: for each example the labels, the likeliest first."""
    probabilities, classes = outputs["probabilities"], len(labels)
    texts = decimals(probabilities.reshape(-1))
    names = [orjson.dumps(label).decode() for label in labels]
    results = []
    for row, order in enumerate(np.argsort(-probabilities, axis=1, kind="stable").tolist()):
        pairs = ", ".join(f"[{names[at]}, {texts[row * classes + at]}]" for at in order)
        results.append(f"[{pairs}]")
    return ('{"results": [' + ", ".join(results) + "]}").encode()
