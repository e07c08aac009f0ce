"""What each tally hears, and what is told of it."""

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from prometheus_client import generate_latest

from app.metrics.collector import SumsCollector
from app.statistics import Statistics
from model.normalise import Record
from model.stages import Stages
from model.verdict import Candidate, Verdict, VerdictName
from model.versions.served import State, Status
from model.versions.store import View
from tests.prometheus import Series, parse, total

RECORD = Record(False, None, True, (0, 0, 20, 20), 100.0, 200.0, 0.1, (0, 0), 1.0, 1, 1.0)


@pytest.fixture
def statistics() -> Statistics:
    return Statistics()


def told(statistics: Statistics) -> Series:
    return parse(generate_latest(SumsCollector(statistics)).decode())


def ended(statistics: Statistics, path: str, status: int, *refusals: str, **stages: float) -> None:
    took = Stages()
    took.version = 2
    for stage, seconds in stages.items():
        took.add(stage, seconds)
    statistics.requests.began()
    statistics.requests.ended(path, status, 0.003, took, refusals)


def view(served: set[int], default: int | None, failed: set[int] | None = None, problem: str = "") -> View:
    statuses = {number: Status(State.AVAILABLE) for number in served}
    statuses |= {number: Status(State.FAILED, "damaged") for number in failed or ()}
    return View(cast(Any, dict.fromkeys(served)), {}, default, statuses, problem=problem)


def test_requests_are_told_by_door_status_and_version(statistics: Statistics) -> None:
    statistics.rollout.published(view({2}, 2))
    ended(statistics, "/predict", 200)
    ended(statistics, "/predict", 200)
    ended(statistics, "/v2/models/digits/infer", 400)
    ended(statistics, "/nowhere/1", 404)
    ended(statistics, "/nowhere/2", 404)
    series, name = told(statistics), "digitscope_requests_total"
    assert total(series, name, {"door": "predict", "status": "200", "version": "2"}) == 2
    assert total(series, name, {"door": "v2", "status": "400"}) == 1
    assert total(series, name, {"door": "other", "status": "404"}) == 2
    assert total(series, name) == 5


def test_an_unheard_of_status_is_told_as_other(statistics: Statistics) -> None:
    ended(statistics, "/predict", 200)
    statistics.requests.began()
    statistics.requests.ended("/predict", 799, 0.1, Stages())
    assert total(told(statistics), "digitscope_requests_total", {"status": "other"}) == 1


def test_requests_are_in_flight_until_they_end(statistics: Statistics) -> None:
    statistics.requests.began()
    statistics.requests.began()
    assert total(told(statistics), "digitscope_requests_in_flight") == 2
    statistics.requests.ended("/predict", 200, 0.1, Stages())
    assert total(told(statistics), "digitscope_requests_in_flight") == 1


def test_durations_lie_in_buckets_that_hold_all_that_is_shorter(statistics: Statistics) -> None:
    statistics.rollout.published(view({2}, 2))
    ended(statistics, "/predict", 200, decode=0.0001, model=0.002)
    ended(statistics, "/predict", 200, decode=20, brooding=1)
    series, name = told(statistics), "digitscope_stage_duration_seconds"
    of_decode = {
        le: total(series, f"{name}_bucket", {"stage": "decode", "le": le}) for le in ("0.0001", "10.0", "+Inf")
    }
    assert of_decode == {"0.0001": 1, "10.0": 1, "+Inf": 2}
    assert total(series, f"{name}_sum", {"stage": "decode"}) == pytest.approx(20.0001)
    assert total(series, f"{name}_count", {"stage": "other"}) == 1
    requests = "digitscope_request_duration_seconds"
    assert total(series, f"{requests}_bucket", {"door": "predict", "le": "0.0025"}) == 0
    assert total(series, f"{requests}_bucket", {"door": "predict", "le": "0.005"}) == 2
    assert total(series, f"{requests}_sum") == pytest.approx(0.006)


def test_refusals_are_told_by_the_nearest_reason_that_is_known(statistics: Statistics) -> None:
    ended(statistics, "/predict", 415, "not-an-image")
    ended(statistics, "/predict", 200, "unusable", "not-an-image")
    ended(statistics, "/predict", 503, "queue-full")
    ended(statistics, "/predict", 422)
    ended(statistics, "/predict", 429)
    ended(statistics, "/nowhere", 404)
    ended(statistics, "/predict", 400, "the moon")
    ended(statistics, "/predict", 500)
    series = told(statistics)
    reasons = {
        dict(labels)["reason"]: value for (name, labels), value in series.items() if name == "digitscope_refusals_total"
    }
    assert reasons == {
        "not-an-image": 2,
        "unusable": 1,
        "queue-full": 1,
        "bad-request": 1,
        "too-many-requests": 1,
        "not-found": 1,
        "other": 1,
    }


@pytest.mark.parametrize(
    ("record", "qualities"),
    [
        (RECORD, {"inverted"}),
        (replace(RECORD, inverted=False), set()),
        (replace(RECORD, stroke_ratio=0.25), {"inverted", "thick"}),
        (replace(RECORD, stroke_ratio=0.03), {"inverted", "thin"}),
        (replace(RECORD, blank=True, inverted=False, stroke_ratio=0.0), {"blank"}),
    ],
)
def test_pictures_are_told_by_what_is_odd_about_them(
    statistics: Statistics, record: Record, qualities: set[str]
) -> None:
    statistics.pictures.seen(record)
    series = told(statistics)
    found = {
        dict(labels)["quality"]
        for (name, labels), value in series.items()
        if name == "digitscope_picture_quality_total" and value
    }
    assert found == qualities
    assert total(series, "digitscope_pictures_total") == 1
    assert total(series, "digitscope_stroke_ratio_count") == (0 if record.blank else 1)


@pytest.mark.parametrize("name", ["digit", "ambiguous", "several", "blank", "not_a_digit"])
def test_readings_are_told_by_verdict_and_with_a_digit_by_class_and_confidence(
    statistics: Statistics, name: VerdictName
) -> None:
    statistics.rollout.published(view({2}, 2))
    best = Candidate(7, 0.97) if name in ("digit", "ambiguous") else None
    statistics.tally(2).judged(Verdict(name, best, (), None))
    series = told(statistics)
    assert total(series, "digitscope_readings_total", {"verdict": name, "version": "2"}) == 1
    assert total(series, "digitscope_readings_total") == 1
    assert total(series, "digitscope_predictions_total", {"class": "7"}) == (best is not None)
    assert total(series, "digitscope_confidence_ratio_sum") == pytest.approx(0.97 if best else 0)


def test_scores_without_a_verdict_are_told_by_class_and_confidence(statistics: Statistics) -> None:
    statistics.rollout.published(view({2}, 2))
    probabilities = np.zeros((3, 100), np.float32)
    probabilities[0, 3] = probabilities[1, 3] = 0.5
    probabilities[2, 99] = 1
    statistics.tally(2).scored(probabilities)
    series = told(statistics)
    assert total(series, "digitscope_predictions_total", {"class": "3"}) == 2
    assert total(series, "digitscope_predictions_total", {"class": "other"}) == 1
    assert total(series, "digitscope_confidence_ratio_bucket", {"le": "0.5"}) == 2
    assert total(series, "digitscope_readings_total") == 0


def test_batch_sizes_are_what_v2_tells_too(statistics: Statistics) -> None:
    tally = statistics.tally(2)
    for size in (1, 1, 5, 32, 5000):
        tally.executed(size, 0.001)
    series = told(statistics)
    buckets = {
        le: total(series, "digitscope_batch_size_bucket", {"le": le}) for le in ("1.0", "4.0", "8.0", "512.0", "+Inf")
    }
    assert buckets == {"1.0": 2, "4.0": 2, "8.0": 3, "512.0": 4, "+Inf": 5}
    assert total(series, "digitscope_batch_size_sum") == statistics.read(2).inference_count == 5039
    assert total(series, "digitscope_batch_size_count") == statistics.read(2).execution_count


def test_versions_are_told_while_they_are_loaded_or_failed(statistics: Statistics) -> None:
    statistics.rollout.published(view({1, 2}, 2))
    statistics.rollout.loaded(0.3)
    statistics.rollout.published(view({2}, 2, {3}, "it names 9"))
    statistics.rollout.failed()
    statistics.rollout.swapped(0.4)
    series = told(statistics)
    assert {dict(labels).get("version") for _, labels in series} - {None, "0.1.0"} == {"2", "3"}
    assert total(series, "digitscope_version_loaded", {"version": "2"}) == 1
    assert total(series, "digitscope_version_default", {"version": "2"}) == 1
    assert total(series, "digitscope_version_failed", {"version": "3"}) == 1
    assert total(series, "digitscope_rollout_problem") == 1
    assert total(series, "digitscope_version_loads_total", {"result": "failure"}) == 1
    assert total(series, "digitscope_version_load_duration_seconds_bucket", {"le": "0.5"}) == 1
    assert total(series, "digitscope_version_swaps_total") == 1
    assert total(series, "digitscope_version_swap_duration_seconds_sum") == pytest.approx(0.4)


def test_a_version_that_is_gone_is_told_for_ten_minutes_more(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistics.rollout.published(view({1, 2}, 2))
    statistics.tally(1).executed(1, 0.001)
    statistics.rollout.published(view({2}, 2))
    assert total(told(statistics), "digitscope_batch_size_count", {"version": "1"}) == 1
    later = time.time() + 601
    monkeypatch.setattr("app.metrics.collector.time", SimpleNamespace(time=lambda: later))
    assert {dict(labels).get("version") for _, labels in told(statistics)} - {None, "0.1.0"} == {"2"}


def test_recording_a_request_costs_a_few_microseconds(tmp_path: Path) -> None:
    """Far less on a machine that is not busy; the promise is that nobody notices."""
    statistics = Statistics(tmp_path)
    tally, stages, verdict = statistics.tally(2), Stages(), Verdict("digit", Candidate(7, 0.97), (), None)
    stages.version = 2
    for stage in ("decode", "normalise", "queue", "model", "render"):
        stages.add(stage, 0.0003)
    best = 1.0
    for _ in range(50):
        started = time.perf_counter()
        for _ in range(50):
            statistics.requests.began()
            statistics.pictures.seen(RECORD)
            tally.queued(1)
            tally.queued(0)
            tally.executed(1, 0.001)
            tally.answered(0.001, 0.001)
            tally.judged(verdict)
            statistics.requests.ended("/predict", 200, 0.002, stages)
        best = min(best, (time.perf_counter() - started) / 50)
    assert best < 30e-6
