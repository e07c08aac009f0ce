"""The line that a page travels, from its bytes to lines of digits. Knows no HTTP."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from model.batching.batcher import Batched
from model.page.normalise import MOST_MARKS, Mark, Page, find_page
from model.page.order import in_reading_order
from model.page.parting import Parted, Scored, best_parting
from model.picture.decode import Picture, decode
from model.pool import Pool
from model.scores import Scores
from model.stages import Stages
from model.verdict import Candidate, VerdictName, judge
from model.versions.served import Served

DETAIL = 2000  # px; a page's JPEG is decoded at the coarsest scale whose long side has at least this many
_CHUNK = 32  # frames that one page has waiting for the model at a time, so that others get their turn
_ROUNDS = 3  # of cutting in two: up to 8 digits that touch
_MOST_PARTED = 40  # marks that are cut in a round, each in at most four ways
_LEAST_CONFIDENCE = 0.4  # what is read with less is no digit

T = TypeVar("T")


@dataclass(frozen=True)
class ReadDigit:
    """A digit of a page; `box` is x, y, width, height in pixels of the picture as sent, upright."""

    digit: int
    confidence: float
    verdict: VerdictName
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class PageReading:
    """What was read from a page.

    Attributes:
        lines: the digits of each line, from left to right, the lines from top to bottom; no line is empty.
        reason: why there is no digit, or why not every one was read, in plain words; None otherwise.
        picture: the decoded page.
        inverted: the ink was darker than its paper.
        version: the model's.
    """

    lines: list[list[ReadDigit]]
    reason: str | None
    picture: Picture
    inverted: bool
    version: int

    @property
    def text(self) -> str:
        """The digits, with a newline between two lines."""
        return "\n".join("".join(str(digit.digit) for digit in line) for line in self.lines)


class PageReader:
    """Takes pages in and has the digits on them scored."""

    def __init__(self, pool: Pool, *, max_pixels: int) -> None:
        self._pool = pool
        self._max_pixels = max_pixels

    async def read(self, data: bytes, served: Served, stages: Stages) -> PageReading:
        """Decode a page, find what is written, score it in batches, part digits that touch, and judge each.

        Raises:
            NotAnImage, Unusable: the picture cannot be used.
            Overloaded: too much waits already.
            ModelFailed: the model raised.
            Mismatch: the version does not take the normaliser's frames.
        """
        version = served.version
        version.require_frames()
        thresholds = version.manifest.calibration.thresholds
        picture, page = await self._pool.run(self._prepare, data, stages)
        scored = await self._part(await _score(page.marks, served, stages), served, stages)
        judged = ((each, judge(each.scores, None, thresholds, alternatives=0)) for each in scored)
        read: list[tuple[tuple[int, int, int, int], ReadDigit]] = []
        for each, verdict in judged:
            if verdict.best is not None and verdict.best.confidence >= _LEAST_CONFIDENCE:
                served.observer.judged(verdict)
                read.append((each.mark.box, _digit(each, verdict.name, verdict.best, page.scale)))
        lines = [[read[index][1] for index in line] for line in in_reading_order([box for box, _ in read])]
        return PageReading(lines, _reason(page, lines), picture, page.inverted, version.number)

    def _prepare(self, data: bytes, stages: Stages) -> tuple[Picture, Page]:
        with stages.timed("decode"):
            picture = decode(data, max_pixels=self._max_pixels, detail=DETAIL)
        with stages.timed("normalise"):
            page = find_page(picture)
        return picture, page

    async def _part(self, scored: list[Scored], served: Served, stages: Stages) -> list[Scored]:
        """Marks parted where both halves read better than the whole, and again what may be more than two digits."""
        done: list[Scored] = []
        for _ in range(_ROUNDS):
            scored.sort(key=lambda each: (not each.may_be_several, each.fit))
            count = min(_MOST_PARTED, sum(each.may_be_several for each in scored))
            doubtful, rest = scored[:count], scored[count:]
            done += rest
            if not doubtful:
                return done
            ways = await self._timed(stages, _halves, [each.mark for each in doubtful])
            halves = iter(await _score([half for of in ways for way in of for half in way[:2]], served, stages))
            scored = []
            for each, of in zip(doubtful, ways, strict=True):
                parted = best_parting(each, [Parted(next(halves), next(halves), contact) for _, _, contact in of])
                if parted is None:
                    done.append(each)
                else:
                    scored += [parted.left, parted.right]
        return done + scored

    async def _timed(self, stages: Stages, job: Callable[[Sequence[Mark]], T], marks: Sequence[Mark]) -> T:
        def timed() -> T:
            with stages.timed("normalise"):
                return job(marks)

        return await self._pool.run(timed)


async def _score(marks: Sequence[Mark], served: Served, stages: Stages) -> list[Scored]:
    """Every mark's probabilities; a page waits in chunks, lest it fill the queue."""
    scored: list[Scored] = []
    for start in range(0, len(marks), _CHUNK):
        chunk = marks[start : start + _CHUNK]
        waiting: list[asyncio.Future[Batched[Scores]]] = []
        try:
            for mark in chunk:
                waiting.append(served.batcher.submit(mark.frame))  # noqa: PERF401  # keeps what came before an error
            answers = await asyncio.gather(*waiting)
        finally:
            for future in waiting:
                future.cancel()
        first = answers[0]
        stages.add("queue", first.queue_s, first.since)
        stages.add("model", first.model_s, first.since + first.queue_s)
        scored += [Scored(mark, answer.result) for mark, answer in zip(chunk, answers, strict=True)]
    return scored


def _halves(marks: Sequence[Mark]) -> list[list[tuple[Mark, Mark, float]]]:
    return [mark.halves() for mark in marks]


def _digit(scored: Scored, verdict: VerdictName, best: Candidate, scale: float) -> ReadDigit:
    return ReadDigit(best.digit, best.confidence, verdict, _as_sent(scored.mark.box, scale))


def _as_sent(box: tuple[int, int, int, int], scale: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    x, y, width, height = (round(value / scale) for value in (left, top, right - left, bottom - top))
    return x, y, width, height


def _reason(page: Page, lines: list[list[ReadDigit]]) -> str | None:
    if page.more:
        marks = MOST_MARKS + page.more
        return f"the page holds {marks} marks, and only the {MOST_MARKS} largest were looked at; send it in parts"
    if lines:
        return None
    if page.marks:
        return "what is written does not look like digits"
    return "no digit was found: nothing of a digit's size and shape stands out from the paper"
