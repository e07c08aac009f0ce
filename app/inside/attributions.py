"""A heat map as `POST /attributions` answers it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from app.inside.schemas import Matrix, Subject
from model.inside.attribution import Attribution


class Target(BaseModel):
    index: int
    label: str


class Completeness(BaseModel):
    """Integrated gradients: what the map adds up to, and what it should."""

    sum: float = Field(description="of all attributions")
    difference: float = Field(description="of the logit for the picture to the one for an empty frame")
    error: float = Field(description="`sum` - `difference`; more `steps` make it smaller")


class AttributionMap(Subject):
    """What of the picture spoke for a class (positive) or against it (negative)."""

    method: str = Field(examples=["occlusion"])
    parameters: dict[str, int] = Field(description="those of the method, as they were used")
    target: Target
    logit: float = Field(description="of that class, for the picture")
    baseline_logit: float | None = Field(description="integrated gradients: for an empty frame")
    shape: list[int] = Field(description="(height, width), the frame's")
    limit: float = Field(description="the largest magnitude, for a colour scale that is anchored at zero")
    positive: float = Field(description="the sum of all that spoke for the class")
    negative: float = Field(description="the sum of all that spoke against it")
    completeness: Completeness | None
    values: Matrix = Field(description="(height, width), in units of the logit")


_PARAMETERS = {"occlusion": ("size", "stride", "fill"), "integrated-gradients": ("steps",)}


def render_attribution(found: Attribution, labels: Sequence[str], how: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an AttributionMap that are about the map."""
    values = found.values
    return {
        "method": how["method"],
        "parameters": {name: how[name] for name in _PARAMETERS[how["method"]]},
        "target": {"index": found.target, "label": labels[found.target]},
        "logit": found.logit,
        "baseline_logit": found.baseline,
        "shape": values.shape,
        "limit": float(np.abs(values).max()),
        "positive": float(values[values > 0].sum()),
        "negative": float(values[values < 0].sum()),
        "completeness": None
        if found.difference is None
        else {
            "sum": float(values.sum()),
            "difference": found.difference,
            "error": found.completeness_error,
        },
        "values": values.astype(np.float32),
    }
