"""The picture that is looked into, as the version's network gets it."""

from dataclasses import asdict
from typing import Any

import orjson
from fastapi import Response

from app.dependencies import Asked
from app.negotiation import JSON
from app.predictions import data_url, render_picture
from model.inside.placement import placed
from model.intake import Prepared
from model.normalise import Normalised


async def prepare(asked: Asked, data: bytes | None = None, *, keep_stages: bool = False) -> Prepared:
    """The request's one picture, or `data`, as the version takes it: normalised, or resized for another network."""
    shape = asked.served.version.manifest.input_shape
    picture = asked.uploads.single if data is None else data
    return await asked.service.intake.prepare(picture, asked.stages, keep_stages=keep_stages, shape=shape)


def render_subject(asked: Asked, prepared: Prepared) -> dict[str, Any]:
    """The members that every answer begins with: the picture, the frame, and the model that looked at it."""
    return {"picture": render_picture(prepared), "frame": render_frame(prepared), "model": render_model(asked)}


def render_frame(prepared: Prepared) -> dict[str, Any]:
    """What the network was given, and where it lies on the picture as sent."""
    normalised: Normalised = prepared.normalised
    placement = placed(prepared)
    height, width, *channels = normalised.frame.shape
    return {
        "shape": [height, width, *(channels or [1])],
        "image": data_url(normalised.frame),
        "on_picture": None if placement is None else asdict(placement),
    }


def render_model(asked: Asked) -> dict[str, Any]:
    return {"name": asked.service.store.name, "version": str(asked.served.version.number)}


def json_response(body: dict[str, Any]) -> Response:
    """A body that may hold NumPy arrays."""
    return Response(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), media_type=JSON)
