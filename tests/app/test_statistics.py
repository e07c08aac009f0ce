"""What is counted, over all processes that count: nothing lost, nothing twice."""

import time
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest

from app.statistics import FOLDER_VARIABLE, Counts, Duration, Statistics
from tests.app.v2.wire import infer, outputs_of
from tests.files import digit_png
from tests.service import Service, running
from tests.waiting import wait_until

NOTHING = Duration(0, 0)


@pytest.fixture(params=["in memory", "in files"])
def statistics(request: pytest.FixtureRequest, tmp_path: Path) -> Statistics:
    return Statistics(tmp_path if request.param == "in files" else None)


def test_of_a_version_that_was_never_asked_everything_is_zero(statistics: Statistics) -> None:
    nothing = Counts(0, 0, 0, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, {})
    assert statistics.read(1) == nothing
    statistics.tally(1)
    assert statistics.read(1) == nothing


def test_calls_and_requests_are_counted_with_their_times(statistics: Statistics) -> None:
    tally = statistics.tally(1)
    before = time.time()
    tally.executed(3, 0.002)
    tally.executed(3, 0.004)
    tally.executed(1, 0.001)
    tally.answered(0.01, 0.02)
    tally.surrounded(0.03, 0.04)
    tally.failed(0.5)
    counts = statistics.read(1)
    assert counts.last_inference_ms >= int(before * 1000)
    assert (counts.inference_count, counts.execution_count) == (7, 3)
    assert counts.success == Duration(1, 100_000_000)
    assert counts.fail == Duration(1, 500_000_000)
    assert counts.queue == Duration(1, 10_000_000)
    assert counts.compute_infer == Duration(1, 20_000_000)
    assert counts.compute_input == Duration(1, 30_000_000)
    assert counts.compute_output == Duration(1, 40_000_000)
    assert counts.batches == {1: Duration(1, 1_000_000), 3: Duration(2, 6_000_000)}


def test_versions_are_counted_apart_and_a_version_that_is_loaded_again_goes_on(statistics: Statistics) -> None:
    statistics.tally(1).executed(1, 0)
    statistics.tally(11).executed(5, 0)
    statistics.tally(1).executed(2, 0)
    assert statistics.read(1).inference_count == 3
    assert statistics.read(11).inference_count == 5


def test_a_call_larger_than_any_batch_counts_in_the_sums_alone(statistics: Statistics) -> None:
    statistics.tally(1).executed(1_000_000, 0.001)
    assert statistics.read(1).inference_count == 1_000_000
    assert statistics.read(1).batches == {}


def test_every_process_tells_the_sum_of_all_also_of_one_that_has_ended(tmp_path: Path) -> None:
    several = [Statistics(tmp_path) for _ in range(3)]
    for index, each in enumerate(several, 1):
        each.tally(1).executed(index, 0.001)
        each.tally(1).answered(0, 0.001)
    del several[0]
    for each in several:
        counts = each.read(1)
        assert (counts.inference_count, counts.execution_count, counts.success.count) == (6, 3, 3)
        assert counts.batches == {size: Duration(1, 1_000_000) for size in (1, 2, 3)}


def test_a_file_that_is_being_made_this_moment_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "another.1").write_bytes(b"")
    statistics = Statistics(tmp_path)
    statistics.tally(1).executed(1, 0)
    assert statistics.read(1).inference_count == 1


def test_counting_costs_a_few_microseconds(tmp_path: Path) -> None:
    """Far less on a machine that is not busy; the promise is that nobody notices."""
    tally = Statistics(tmp_path).tally(1)
    best = 1.0
    for _ in range(20):
        started = time.perf_counter()
        for _ in range(100):
            tally.executed(32, 0.001)
            tally.answered(0.001, 0.001)
        best = min(best, (time.perf_counter() - started) / 100)
    assert best < 20e-6


def told(client: httpx.Client, version: int = 2) -> dict[str, int]:
    """What stands in the statistics."""
    (stats,) = client.get(f"/v2/models/digits/versions/{version}/stats").json()["model_stats"]
    return {
        "inferences": stats["inference_count"],
        "calls": stats["execution_count"],
        "in batches": sum(each["batch_size"] * each["compute_infer"]["count"] for each in stats["batch_stats"]),
        **{name: duration["count"] for name, duration in stats["inference_stats"].items()},
    }


def workers_of(service: Service) -> list[psutil.Process]:
    children = psutil.Process(service.process.pid).children()
    return [each for each in children if "resource_tracker" not in " ".join(each.cmdline())]


def test_two_workers_count_together_through_all_doors_and_after_the_death_of_one(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    with running(tmp_path / "log", workers=2) as service:
        # A connection for each request, so that each worker answers some.
        with httpx.Client(base_url=service.url, headers={"Connection": "close"}, timeout=60) as client:
            first = told(client)
            for _ in range(10):
                assert client.post("/predict", content=digit_png(7)).status_code == 200
                outputs_of(infer(client, {"image": images}))
                instances = {"instances": images[:2].tolist()}
                assert client.post("/v1/models/digits:predict", json=instances).status_code == 200
            expected = {"inferences": 80, "in batches": 80, "success": 30, "queue": 30, "compute_infer": 30, "fail": 0}
            for _ in range(10):
                counted = told(client)
                assert {name: counted[name] - first[name] for name in expected} == expected
            folder = Path(workers_of(service)[0].environ()[FOLDER_VARIABLE])
            assert len(list(folder.glob("*.2"))) == 2
            assert told(client, version=1)["inferences"] == 0

            workers_of(service)[0].kill()
            wait_until(lambda: len(list(folder.glob("*.2"))) == 3)  # another has come in its place
            assert told(client)["success"] == first["success"] + 30
            outputs_of(infer(client, {"image": images}))
            assert told(client)["success"] == first["success"] + 31
        assert service.stop() == 0
        assert not folder.exists()
