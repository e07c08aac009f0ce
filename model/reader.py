"""The line that a picture travels, from its bytes to a reading. Knows no HTTP."""

from dataclasses import dataclass

from model.intake import Intake, Prepared
from model.scores import Scores
from model.stages import Stages
from model.verdict import Verdict, judge
from model.versions.served import Served


@dataclass(frozen=True)
class Reading:
    """What was read from one picture. `scores` is None when it is blank."""

    verdict: Verdict
    scores: Scores | None
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
        record = prepared.normalised.record
        scores = None
        if not record.blank:
            batched = await served.batcher.submit(prepared.normalised.frame)
            stages.add("queue", batched.queue_s, batched.since)
            stages.add("model", batched.model_s, batched.since + batched.queue_s)
            scores = batched.result
        verdict = judge(scores, record, version.manifest.calibration.thresholds, alternatives=alternatives)
        served.observer.judged(verdict)
        return Reading(verdict, scores, prepared, version.number)
