"""Scores of a request's many frames at once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.errors import DigitscopeError
from model.pool import Pool
from model.versions.served import Served

if TYPE_CHECKING:
    from model.versions.saved_model import SavedModel

_ONE_CALL = 128  # frames; larger calls are no quicker, and take 0.2 MB a frame

Frames = NDArray[np.uint8]


@dataclass(frozen=True)
class ManyScores:
    """Probabilities and logits, float32 [N, classes] each, and what they cost, in seconds.

    `since` is when they were asked for, on `time.perf_counter`'s clock.
    """

    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]
    since: float
    queue_s: float
    model_s: float


async def score(served: Served, frames: Frames, pool: Pool) -> ManyScores:
    """The network's answers to uint8 [N, ...] frames of its own size, in their order.

    As many as a batch holds share the batcher's calls with other requests. More are a batch of their own, called beside
    the event loop, so that nobody waits for it.

    Raises:
        Overloaded, ModelFailed, DeadlineExceeded: as the batcher, or the pool.
    """
    if len(frames) <= served.batcher.max_batch_size:
        return await _with_others(served, frames)
    started = time.perf_counter()
    try:
        calls = await pool.run(lambda: list(_calls(served.graph, frames)))
    except DigitscopeError:
        served.observer.failed(time.perf_counter() - started)
        raise
    took_s, model_s = time.perf_counter() - started, sum(call.model_s for call in calls)
    for call in calls:
        served.observer.executed(len(call.logits), call.model_s)
    queue_s = max(took_s - model_s, 0)
    served.observer.answered(queue_s, model_s)
    probabilities = np.concatenate([call.probabilities for call in calls])
    return ManyScores(probabilities, np.concatenate([call.logits for call in calls]), started, queue_s, model_s)


async def _with_others(served: Served, frames: Frames) -> ManyScores:
    batched = await served.batcher.submit_all(list(frames))
    first = batched[0]
    return ManyScores(
        np.stack([each.result.probabilities for each in batched]),
        np.stack([each.result.logits for each in batched]),
        first.since,
        max(each.queue_s for each in batched),
        max(each.model_s for each in batched),
    )


def _calls(graph: "SavedModel", frames: Frames) -> Iterator[ManyScores]:
    for start in range(0, len(frames), _ONE_CALL):
        since = time.perf_counter()
        answer = graph.predict(frames[start : start + _ONE_CALL])
        yield ManyScores(answer.probabilities, answer.logits, since, 0.0, time.perf_counter() - since)
