"""The line from bytes to a reading, with a network of known answers at its end."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from model.batching.batcher import Batcher
from model.batching.knobs import Knobs
from model.errors import Mismatch, ModelFailed, NotAnImage, Unusable
from model.intake import INLINE_BYTES, INLINE_PER_TURN, INLINE_PIXELS, Intake
from model.pool import Pool
from model.reader import Reader
from model.scores import Scores
from model.stages import Stages
from model.versions.manifest import Manifest
from model.versions.served import Served
from model.versions.version import Frame, Version
from tests.doubles import FakeNetwork
from tests.files import blank_png, digit_png, encode, written

pytestmark = pytest.mark.anyio


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(threads=2, max_waiting=20, timeout_s=30)
    yield pool
    pool.close()


@pytest.fixture
def reader(pool: Pool) -> Reader:
    return Reader(Intake(pool, max_pixels=1_000_000))


@pytest.fixture
def manifest(version_folder: Path) -> Manifest:
    return Manifest.read(version_folder)


@pytest.fixture
def network(manifest: Manifest) -> FakeNetwork:
    return FakeNetwork(manifest)


def serve(manifest: Manifest, network: FakeNetwork) -> Served:
    version = Version(1, manifest, network)  # type: ignore[arg-type]
    batcher: Batcher[Frame, Scores] = Batcher(version.score, Knobs(8, 8))
    return Served(1, version.graph, (version, batcher))


@pytest.fixture
def served(manifest: Manifest, network: FakeNetwork) -> Served:
    return serve(manifest, network)


async def test_a_picture_gets_the_networks_answer_to_its_own_frame(
    reader: Reader, served: Served, network: FakeNetwork
) -> None:
    readings = await asyncio.gather(*[reader.read(digit_png(digit), served, Stages()) for digit in range(6)])
    for reading in readings:
        expected = int(reading.prepared.normalised.frame.sum(dtype=np.int64) % 10)
        assert reading.verdict.best is not None
        assert reading.verdict.best.digit == expected
        assert reading.version == 1
    assert sum(network.calls) == 6


async def test_every_stage_is_timed(reader: Reader, served: Served) -> None:
    stages = Stages()
    await reader.read(digit_png(3), served, stages)
    assert list(stages.seconds) == ["decode", "normalise", "queue", "model"]
    assert all(seconds >= 0 for seconds in stages.seconds.values())


async def test_a_sheet_without_ink_is_answered_without_the_network(
    reader: Reader, served: Served, network: FakeNetwork
) -> None:
    reading = await reader.read(blank_png(), served, Stages())
    assert (reading.verdict.name, reading.scores) == ("blank", None)
    assert reading.verdict.reason == reading.prepared.normalised.record.reason
    assert network.calls == []


async def test_a_bad_picture_harms_no_other(reader: Reader, served: Served) -> None:
    files = [digit_png(1), b"no picture", digit_png(2), encode(np.zeros((1, 1), np.uint8))]
    answers = await asyncio.gather(*[reader.read(data, served, Stages()) for data in files], return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["Reading", "NotAnImage", "Reading", "Unusable"]


async def test_a_failure_of_the_network_is_told_and_the_next_picture_is_read(
    reader: Reader, served: Served, network: FakeNetwork
) -> None:
    network.fail_with = RuntimeError("inner")
    with pytest.raises(ModelFailed):
        await reader.read(digit_png(1), served, Stages())
    assert (await reader.read(digit_png(1), served, Stages())).verdict.name == "digit"


async def test_a_version_for_other_pictures_is_not_asked(reader: Reader, manifest: Manifest) -> None:
    coloured = manifest.model_copy(update={"input_shape": (32, 32, 3)})
    network = FakeNetwork(coloured)
    with pytest.raises(Mismatch):
        await reader.read(digit_png(1), serve(coloured, network), Stages())
    assert network.calls == []


async def test_tiny_and_large_pictures_take_the_same_line(pool: Pool) -> None:
    """Whether they are decoded at once or in a thread."""
    intake = Intake(pool, max_pixels=1_000_000)
    tiny = written(5, side=32)
    assert tiny.size <= INLINE_PIXELS
    files = [encode(tiny), encode(tiny, "TIFF")]  # the size of a TIFF is not known before it is decoded
    assert all(len(data) <= INLINE_BYTES for data in files)
    at_once, in_a_thread = [await intake.prepare(data, Stages()) for data in files]
    assert np.array_equal(at_once.normalised.frame, in_a_thread.normalised.frame)
    assert (at_once.width, at_once.height) == tiny.shape[::-1] == (in_a_thread.width, in_a_thread.height)


@pytest.mark.parametrize("side", [20, 200])
async def test_errors_pass_from_either_line(pool: Pool, side: int) -> None:
    picture = encode(np.zeros((side, side), np.uint8))
    with pytest.raises(Unusable, match="more than the"):
        await Intake(pool, max_pixels=side * side - 1).prepare(picture, Stages())
    with pytest.raises(NotAnImage):
        await Intake(pool, max_pixels=side * side).prepare(picture[:-20], Stages())


async def test_of_a_crowd_of_tiny_pictures_so_many_are_prepared_in_a_turn_and_the_rest_are_queued(pool: Pool) -> None:
    seen, by_turn, png = list[object](), [0], encode(written(7, side=32))
    intake = Intake(pool, max_pixels=1_000_000, seen=seen.append)
    stages = [Stages() for _ in range(3 * INLINE_PER_TURN)]
    crowd = asyncio.gather(*[intake.prepare(png, each) for each in stages])
    while not crowd.done():
        await asyncio.sleep(0)
        by_turn.append(len(seen))
    await crowd
    assert max(now - before for before, now in pairwise(by_turn)) == INLINE_PER_TURN
    queued = ["queue" in each.seconds for each in stages]
    assert queued == [False] * INLINE_PER_TURN + [True] * (2 * INLINE_PER_TURN)
