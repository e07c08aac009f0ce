"""The line that a picture travels, from its bytes to a reading. Knows no HTTP."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.intake import Intake, Prepared
from model.stages import Stages
from model.store import Served
from model.verdict import Verdict, judge


@dataclass(frozen=True)
class Reading:
    """What was read from one picture. `probabilities` and `logits` float32 [classes]; None when it is blank."""

    verdict: Verdict
    probabilities: NDArray[np.float32] | None
    logits: NDArray[np.float32] | None
    prepared: Prepared
    version: int


class Reader:
    """Takes pictures in and has them scored."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def read(
        self,
        data: bytes,
        served: Served,
        stages: Stages,
        *,
        alternatives: int = 2,
        keep_stages: bool = False,
    ) -> Reading:
        """Decode, normalise, score in a batch, and judge one picture.

        Raises:
            NotAnImage, Unusable: the picture cannot be used.
            Overloaded: too much waits already.
            ModelFailed: the model raised.
            Mismatch: the version does not take the normaliser's frames.
        """
        version = served.version
        version.require_frames()
        prepared = await self._intake.prepare(data, stages, keep_stages=keep_stages)
        probabilities = logits = None
        if not prepared.normalised.record.blank:
            batched = await served.batcher.submit(prepared.normalised.frame)
            stages.add("queue", batched.queue_s)
            stages.add("model", batched.model_s)
            probabilities, logits = batched.result
        verdict = judge(probabilities, blank_reason=prepared.normalised.record.reason, alternatives=alternatives)
        return Reading(verdict, probabilities, logits, prepared, version.number)
