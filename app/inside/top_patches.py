"""The patches that excite each unit most, as `GET /layers/{layer}/top-patches` answers them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from app.inside.schemas import Box
from app.predictions import data_url
from app.schemas import ModelReference
from model.inside.top_patches import TopPatches


class TopPatch(BaseModel):
    image: str = Field(description="a PNG in a `data:` URL; ink is white on black")
    activation: float
    label: str = Field(description="of the training image that it is from")
    number: int = Field(description="of that image, from 0")
    box: Box = Field(description="[x, y, width, height] on that image's frame; may reach beyond it")


class ClassMean(BaseModel):
    label: str
    activation: float = Field(description="the unit's mean over all training images of that class")


class UnitPatches(BaseModel):
    channel: int
    dead: bool = Field(description="no training image excites it")
    patches: list[TopPatch] = Field(description="the strongest first, each from another image")
    answers_to: list[ClassMean] = Field(description="by the mean activation, the largest first")


class TopPatchesAnswer(BaseModel):
    model: ModelReference
    layer: str
    patch: list[int] = Field(description="(height, width) of a patch")
    channels: list[UnitPatches]


def render_top_patches(found: TopPatches, units: Sequence[int], labels: Sequence[str]) -> dict[str, Any]:
    """The members of a TopPatchesAnswer that are about the patches."""
    return {
        "patch": found.patches.shape[2:],
        "channels": [_render_unit(found, place, unit, labels) for place, unit in enumerate(units)],
    }


def _render_unit(found: TopPatches, place: int, unit: int, labels: Sequence[str]) -> dict[str, Any]:
    height, width = found.patches.shape[2:]
    activations, means = found.activations[place].tolist(), found.means[place].tolist()
    return {
        "channel": unit,
        "dead": not any(activations),
        "patches": [
            {
                "image": data_url(found.patches[place, rank]),
                "activation": activation,
                "label": labels[found.labels[place, rank]],
                "number": int(found.images[place, rank]),
                "box": [int(found.corners[place, rank, 1]), int(found.corners[place, rank, 0]), width, height],
            }
            for rank, activation in enumerate(activations)
        ],
        "answers_to": [
            {"label": labels[index], "activation": means[index]} for index in np.argsort(means)[::-1].tolist()
        ],
    }
