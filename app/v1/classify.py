"""`:classify` and `:regress`: examples in, labels with their probabilities out.

A Keras network's export has no signature of the method `tensorflow/serving/classify`. A version of ours is answered
from its softmax and its labels, as if its `serving_default` were one; nothing is made up for `:regress`.
"""

from collections.abc import Sequence

import numpy as np
import orjson
from numpy.typing import NDArray

from app.lifespan import Service
from app.v1.address import Address
from app.v1.decimals import decimals
from app.v1.errors import Code, Refused
from app.v1.examples import pictures_of, pixels_of, read_examples
from app.v1.inference import infer
from app.v1.lookup import find_served
from app.v1.pictures import to_frames
from model.stages import Stages
from model.versions.served import Served

_NAMES = {"classify": "classification", "regress": "regression"}


async def classify(address: Address, body: bytes, service: Service, stages: Stages) -> bytes:
    """`{"results": [[["7", 0.99], ...], ...]}`: for each example the labels, the likeliest first.

    Raises:
        Refused: the request is no such question, or the version has no signature for it.
        DigitscopeError: the service cannot answer it now.
    """
    name, examples = read_examples(body)
    served = find_served(service.store, address)
    stages.version = served.number
    _require_signature(served, name, address.operation)
    files = pictures_of(examples)
    if files is None:
        shape = served.graph.signatures[name].inputs["image"].shape or ()
        frames = pixels_of(examples, tuple(side or 1 for side in shape[1:]))
    else:
        frames = await to_frames(files, served, service, stages)
    outputs = await infer(served, name, {"image": frames}, service, stages)
    with stages.timed("render"):
        return _render(outputs["probabilities"], served.version.manifest.labels)


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


def _render(probabilities: NDArray[np.float32], labels: Sequence[str]) -> bytes:
    classes = len(labels)
    texts = decimals(probabilities.reshape(-1))
    names = [orjson.dumps(label).decode() for label in labels]
    results = []
    for row, order in enumerate(np.argsort(-probabilities, axis=1, kind="stable").tolist()):
        pairs = ", ".join(f"[{names[at]}, {texts[row * classes + at]}]" for at in order)
        results.append(f"[{pairs}]")
    return ('{"results": [' + ", ".join(results) + "]}").encode()
