"""What the service would say of many pictures: the network's answers and the verdicts on them."""

from collections.abc import Mapping, Sequence

import numpy as np

from model.normalise import Record
from model.scores import Scores
from model.verdict import Verdict, judge
from model.versions.saved_model import Prediction, SavedModel
from training.corruptions import Frame

_BATCH = 500


def ask(saved_model: SavedModel, frames: Frame) -> Prediction:
    """The network's answers to frames, uint8 [N, 28, 28], through the signature that serves."""
    starts = range(0, len(frames), _BATCH)
    answers = [saved_model.predict(frames[start : start + _BATCH]) for start in starts]
    return Prediction(
        np.concatenate([answer.probabilities for answer in answers]),
        np.concatenate([answer.logits for answer in answers]),
    )


def read(
    records: Sequence[Record | None], prediction: Prediction, thresholds: Mapping[str, float]
) -> list[Verdict | None]:
    """The verdict in service on each of N pictures; None where the file itself is refused and has no record."""
    answers = map(Scores, prediction.probabilities, prediction.logits)
    return [
        None if record is None else judge(None if record.blank else scores, record, thresholds, alternatives=0)
        for record, scores in zip(records, answers, strict=True)
    ]
