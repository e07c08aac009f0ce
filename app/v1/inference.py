"""Calls a signature: frames for `serving_default` share batches with all other requests, the rest runs in a thread."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.lifespan import Service
from app.v1.errors import Refused
from model.stages import Stages
from model.versions.scoring import score
from model.versions.served import Served
from model.versions.signature import Signature

Arrays = dict[str, NDArray[Any]]

# Every layer's output of 33 pictures. A request of a few megabytes could else ask for an answer of many gigabytes.
MOST_VALUES = 4_000_000


async def infer(served: Served, name: str, inputs: Arrays, service: Service, stages: Stages) -> Arrays:
    """The outputs of a signature by name.

    Raises:
        Refused: the answer would have too many values.
        Overloaded: too much waits already.
        ModelFailed: the model raised.
    """
    signature = served.graph.signatures[name]
    if served.described is not None and name == "serving_default":
        return await _score(served, inputs["image"], service, stages)
    _require_bounded(_expected(signature, inputs))
    with stages.timed("model"):
        outputs = await served.call(name, inputs, service.pool)
    _require_bounded(sum(array.size for array in outputs.values()))
    return outputs


async def _score(served: Served, frames: NDArray[np.uint8], service: Service, stages: Stages) -> Arrays:
    scores = await score(served, frames, service.pool)
    stages.add("queue", scores.queue_s, scores.since)
    stages.add("model", scores.model_s, scores.since + scores.queue_s)
    served.observer.scored(scores.probabilities)
    return {"probabilities": scores.probabilities, "logits": scores.logits}


def _expected(signature: Signature, inputs: Mapping[str, NDArray[Any]]) -> int:
    """How many values the outputs will have at least, as far as the signature tells."""
    items = max((len(array) for array in inputs.values() if array.ndim), default=1)
    return sum(
        math.prod(items if side is None and not axis else side or 1 for axis, side in enumerate(tensor.shape))
        for tensor in signature.outputs.values()
        if tensor.shape is not None
    )


def _require_bounded(values: int) -> None:
    if values > MOST_VALUES:
        raise Refused(
            f"the answer would have {values:,} values, and may have {MOST_VALUES:,}; send fewer instances at once"
        )
