"""What is switched off, and what becomes of the answer, as `POST /ablations` tells it."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from app.inside.schemas import Subject
from app.schemas import Probability
from model.inside.ablation import Ablation, Answer, Sweep


class ClassAnswer(BaseModel):
    winner: int = Field(description="the likeliest class")
    label: str
    logits: list[float]
    probabilities: list[Probability] = Field(description="calibrated, by class, as `/predict` answers them")


class SwitchedOff(BaseModel):
    layer: str
    channels: list[int]


class CoveredPatch(BaseModel):
    x: int
    y: int
    width: int
    height: int
    fill: int


class SweptChannel(BaseModel):
    channel: int
    winner: int = Field(description="the likeliest class without this channel")
    probability: Probability = Field(description="of the class that won before")
    change: float = Field(description="of that probability")
    logit_change: float = Field(description="of that class's logit")


class SweptLayer(BaseModel):
    layer: str
    target: int = Field(description="the class that won before")
    channels: list[SweptChannel] = Field(description="by how far the logit changes, the farthest first")


class AblationAnswer(Subject):
    """The answer to the whole picture by the whole network, and the one without what was switched off."""

    off: list[SwitchedOff]
    patches: list[CoveredPatch]
    before: ClassAnswer
    after: ClassAnswer
    changes: list[float] = Field(description="of the probabilities, by class")
    sweep: SweptLayer | None


def render_answer(answer: Answer, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "winner": answer.winner,
        "label": labels[answer.winner],
        "logits": answer.logits.tolist(),
        "probabilities": answer.probabilities.tolist(),
    }


def render_ablation(found: Ablation, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "off": [{"layer": layer, "channels": channels} for layer, channels in found.off.items()],
        "patches": [vars(patch) for patch in found.patches],
        "before": render_answer(found.before, labels),
        "after": render_answer(found.after, labels),
        "changes": (found.after.probabilities - found.before.probabilities).tolist(),
    }


def render_sweep(swept: Sweep | None, before: Answer) -> dict[str, Any] | None:
    if swept is None:
        return None
    target = before.winner
    channels = [
        {
            "channel": channel,
            "winner": answer.winner,
            "probability": float(answer.probabilities[target]),
            "change": float(answer.probabilities[target] - before.probabilities[target]),
            "logit_change": float(answer.logits[target] - before.logits[target]),
        }
        for channel, answer in enumerate(swept.answers)
    ]
    channels.sort(key=lambda each: -abs(float(each["logit_change"])))
    return {"layer": swept.layer, "target": target, "channels": channels}
