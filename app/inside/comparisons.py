"""Two pictures side by side, as `POST /comparisons` answers it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from app.dependencies import Asked
from app.inside.ablations import ClassAnswer, render_answer
from app.inside.subject import render_frame, render_model
from app.predictions import render_picture
from app.schemas import FrameFacts, ModelReference, PictureFacts
from model.inside.ablation import Answer
from model.inside.comparison import Comparison
from model.intake import Prepared
from model.scores import Scores


class ComparedPicture(BaseModel):
    picture: PictureFacts
    frame: FrameFacts
    answer: ClassAnswer


class ComparedLayer(BaseModel):
    layer: str
    shape: list[int]
    distance: float = Field(description="||a - b|| / (||a|| + ||b||), 0 to 1")
    parted: bool = Field(description="whether that is at least the threshold")
    channels: list[float] = Field(description="the same for each channel alone")
    differences: list[Any] | None = Field(
        default=None, description="of the layer that was asked for: values of the first less the second, like `shape`"
    )


class ComparisonAnswer(BaseModel):
    model: ModelReference
    pictures: list[ComparedPicture] = Field(description="the two, in their order")
    threshold: float
    parting: str | None = Field(
        description="the first layer from which on all distances are at least the threshold; null where they end alike"
    )
    layers: list[ComparedLayer]


def render_comparison(
    asked: Asked, found: Comparison, pictures: Sequence[Prepared], scores: Sequence[Scores], layer: str | None
) -> dict[str, Any]:
    """The members of a ComparisonAnswer, of one layer where that is named."""
    labels = asked.served.version.manifest.labels
    return {
        "model": render_model(asked),
        "pictures": [
            {
                "picture": render_picture(prepared),
                "frame": render_frame(prepared),
                "answer": render_answer(
                    Answer(score.logits.astype(np.float64), score.probabilities.astype(np.float64)), labels
                ),
            }
            for prepared, score in zip(pictures, scores, strict=True)
        ],
        "threshold": found.threshold,
        "parting": found.parting,
        "layers": [
            {
                "layer": each.layer,
                "shape": found.first[each.layer].shape,
                "distance": each.distance,
                "parted": each.distance >= found.threshold,
                "channels": each.channels,
                **({} if layer is None else {"differences": found.first[each.layer] - found.second[each.layer]}),
            }
            for each in found.distances
            if layer is None or each.layer == layer
        ],
    }
