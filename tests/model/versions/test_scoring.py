"""Many frames at once: by the batcher, or by themselves beside the event loop."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from model.batching.batcher import Batcher
from model.batching.knobs import Knobs
from model.errors import ModelFailed
from model.pool import Pool
from model.scores import Scores
from model.versions.manifest import Manifest
from model.versions.scoring import score
from model.versions.served import Served
from model.versions.version import Frame, Version
from tests.doubles import FakeNetwork, Notes

pytestmark = pytest.mark.anyio


@pytest.fixture
def network(version_folder: Path) -> FakeNetwork:
    return FakeNetwork(Manifest.read(version_folder))


@pytest.fixture
def served(version_folder: Path, network: FakeNetwork) -> Served:
    version = Version(1, Manifest.read(version_folder), network)  # type: ignore[arg-type]
    notes = Notes()
    batcher: Batcher[Frame, Scores] = Batcher(version.score, Knobs(8, 64), notes)
    return Served(1, version.graph, (version, batcher), notes)


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(threads=1, max_waiting=4, timeout_s=60)
    yield pool
    pool.close()


def frames(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Frames whose classes count up."""
    found = np.zeros((count, 28, 28), np.uint8)
    found[:, 0, 0] = np.arange(count) % 10
    return found


@pytest.mark.parametrize("count", [1, 7, 8, 9, 127, 128, 129, 300])
async def test_each_frame_gets_its_own_answer_in_order(served: Served, pool: Pool, count: int) -> None:
    scores = await score(served, frames(count), pool)
    assert scores.logits.argmax(1).tolist() == [index % 10 for index in range(count)]
    assert scores.probabilities.shape == scores.logits.shape == (count, 10)
    assert np.allclose(scores.probabilities.sum(1), 1)
    assert min(scores.queue_s, scores.model_s) >= 0


async def test_what_fits_a_batch_shares_it_and_more_is_a_batch_of_its_own(
    served: Served, network: FakeNetwork, pool: Pool
) -> None:
    await asyncio.gather(score(served, frames(3), pool), score(served, frames(5), pool))
    assert network.calls == [8]
    await score(served, frames(300), pool)
    assert network.calls == [8, 128, 128, 44]
    assert isinstance(served.observer, Notes)
    assert served.observer.heard == [8, "answered", "answered", 128, 128, 44, "answered"]


@pytest.mark.parametrize("count", [2, 20])
async def test_a_failure_of_the_model_is_told(served: Served, network: FakeNetwork, pool: Pool, count: int) -> None:
    network.fail_with = ModelFailed("inner")
    with pytest.raises(ModelFailed):
        await score(served, frames(count), pool)
    assert isinstance(served.observer, Notes)
    assert served.observer.heard == ["failed"]
