"""A reading as `/predict` answers it."""

import base64
from dataclasses import asdict
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.intake import Prepared
from model.normalise import Normalised
from model.reader import Reading


def render_reading(reading: Reading, model_name: str) -> dict[str, Any]:
    """The members of a Prediction, without `normalised`."""
    verdict, best = reading.verdict, reading.verdict.best
    return {
        "digit": best.digit if best else None,
        "confidence": best.confidence if best else None,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "probabilities": None if reading.scores is None else reading.scores.probabilities.tolist(),
        "alternatives": [{"digit": each.digit, "confidence": each.confidence} for each in verdict.alternatives],
        "picture": render_picture(reading.prepared),
        "model": {"name": model_name, "version": str(reading.version)},
    }


def render_picture(prepared: Prepared) -> dict[str, Any]:
    record = prepared.normalised.record
    return {
        "width": prepared.width,
        "height": prepared.height,
        "inverted": record.inverted,
        "box": record.box,
        "stroke_ratio": None if record.blank else record.stroke_ratio,
    }


def render_normalised(normalised: Normalised, *, stages: bool) -> dict[str, Any]:
    """What the normaliser made of the picture, its frame and steps as PNGs in `data:` URLs."""
    rendered: dict[str, Any] = {"image": data_url(normalised.frame), "record": asdict(normalised.record)}
    if stages:
        rendered["stages"] = [{"name": name, "image": data_url(pixels)} for name, pixels in normalised.stages.items()]
    return rendered


def data_url(pixels: NDArray[np.uint8]) -> str:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
