"""Inference with a version that came with its description: by the batcher that all doors share."""

import asyncio
import math

import numpy as np
from numpy.typing import NDArray

from app.v2.datatypes import BYTES
from app.v2.inference import Arrays, Asked
from app.v2.tensors import InputTensor
from model.errors import BadRequest, Mismatch, NotAnImage, TooLarge, Unusable
from model.versions.scoring import score

IMAGE = "image"
PICTURE = "picture"  # instead of `image`: encoded pictures, decoded and normalised here
USUAL = ("probabilities", "logits")

Frames = NDArray[np.uint8]


async def infer(asked: Asked) -> Arrays:
    """The outputs that are asked for, by name; the layers are computed only where one is asked for.

    Raises:
        BadRequest: the inputs or outputs are not the model's.
        TooLarge: there are more pictures than may be.
        Mismatch: the version does not take the normaliser's frames, and encoded pictures were sent.
        Overloaded, ModelFailed: as the batcher.
    """
    served = asked.served
    layers = served.graph.signatures["layers"]
    wanted = asked.wanted(USUAL, [name for name in layers.outputs if name not in USUAL])
    frames = await _frames(asked)
    deep = not {*USUAL}.issuperset(wanted)
    if deep:
        asked.require_bounded(layers, len(frames))
    outputs: dict[str, NDArray[np.float32]] = {}
    scored = not {*USUAL}.isdisjoint(wanted)
    if scored:
        scores = await score(served, frames, asked.service.pool)
        asked.stages.add("queue", scores.queue_s, scores.since)
        asked.stages.add("model", scores.model_s, scores.since + scores.queue_s)
        served.observer.scored(scores.probabilities)
        outputs.update(probabilities=scores.probabilities, logits=scores.logits)
    if deep:
        with asked.stages.timed("layers"):
            every = await served.call("layers", {IMAGE: frames}, asked.service.pool, counted=not scored)
        outputs = every | outputs
    return {name: outputs[name] for name in wanted}


async def _frames(asked: Asked) -> Frames:
    """Frames uint8 [N, ...], from the one input that was sent."""
    inputs = asked.request.inputs
    if asked.request.raw is not None:
        return await _raw_frame(asked, asked.request.raw)
    if len(inputs) > 1 and inputs.keys() <= {IMAGE, PICTURE}:
        raise asked.request.refused(
            f"expected 1 inputs but got {len(inputs)} inputs for model '{asked.model}': '{IMAGE}' and '{PICTURE}' are "
            "alternatives. Please provide one of them"
        )
    if len(inputs) != 1:
        raise asked.count_differs([IMAGE])
    (tensor,) = inputs.values()
    if tensor.name == PICTURE:
        return await _decoded(asked, _encoded(asked, tensor))
    if tensor.name != IMAGE:
        raise asked.unexpected(tensor.name)
    return asked.array(tensor, asked.served.graph.signatures["serving_default"].inputs[IMAGE])


def _encoded(asked: Asked, tensor: InputTensor) -> list[bytes]:
    if tensor.datatype != BYTES or len(tensor.shape) != 1 or not tensor.shape[0]:
        raise asked.request.refused(
            f"input '{PICTURE}' holds encoded pictures: datatype 'BYTES' and shape [N], one element for each; got "
            f"'{tensor.datatype}' and {list(tensor.shape)[:8]}"
        )
    most = asked.service.settings.max_files
    if tensor.shape[0] > most:
        raise TooLarge(f"input '{PICTURE}' may have {most} pictures; this one has {tensor.shape[0]}")
    return list(tensor.array())


async def _decoded(asked: Asked, pictures: list[bytes]) -> Frames:
    """The normalised frames of encoded pictures; raises BadRequest, which names the first that cannot be used."""
    asked.served.version.require_frames()
    prepare = asked.service.intake.prepare
    prepared = await asyncio.gather(*[prepare(each, asked.stages) for each in pictures], return_exceptions=True)
    frames = []
    for index, each in enumerate(prepared):
        if isinstance(each, NotAnImage | Unusable):
            why = asked.request.refused(f"element {index} of input '{PICTURE}' cannot be read: {each}")
            raise _Undecodable(str(why)) if isinstance(each, NotAnImage) else why
        if isinstance(each, BaseException):
            raise each
        if each.normalised.record.blank:
            raise asked.request.refused(
                f"element {index} of input '{PICTURE}' shows no ink: nothing stands out from it"
            )
        frames.append(each.normalised.frame)
    return np.stack(frames)


async def _raw_frame(asked: Asked, body: bytes) -> Frames:
    """The frame of a body that is one encoded picture or, as other servers of this protocol take it, one image."""
    described = asked.served.graph.signatures["serving_default"].inputs[IMAGE]
    shape = tuple(side or 1 for side in described.shape or ())
    try:
        return await _decoded(asked, [body])
    except (_Undecodable, Mismatch):
        if len(body) != math.prod(shape):
            raise
        return np.frombuffer(body, np.uint8).reshape(shape)


class _Undecodable(BadRequest):
    """Bytes that are no picture."""
