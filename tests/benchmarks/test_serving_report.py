"""The section about serving: what was measured, beside what is aimed at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.loads import Open
from benchmarks.measurements import Measurements
from benchmarks.plan import Plan
from benchmarks.services import HEAD, services
from benchmarks.serving_report import ALONE, BUSY, report

NAMES = (HEAD, "plain", "tutorial")
COST = {"cpu_ms": 1.0, "memory_mb": 800.0}


@pytest.fixture
def found(tmp_path: Path) -> Measurements:
    """Of two rounds, the second a tenth quicker; digitscope is six times as quick as plain."""
    measurements = Measurements({"seconds": 10}, resume=False, file=tmp_path / "kept")
    for turn, rate in ((1, 600.0), (2, 660.0)):
        for name, share in zip(NAMES, (1, 1 / 6, 1 / 300), strict=True):
            figures = {"throughput": rate * share, "p50_ms": 1.5, "p99_ms": 3.0, "failures": 0.0}
            for load in (BUSY, ALONE):
                measurements.add(turn, name, load, {**figures, **COST})
            measurements.add(turn, name, Open(0.5), {**figures, "offered": 300.0, "client_share": 0.1})
    return measurements


def rows(found: Measurements, rounds: int) -> Iterator[list[str]]:
    """Of all tables, the cells."""
    plan = Plan({name: services()[name] for name in NAMES}, (), (BUSY.picture,), 10, rounds)
    for line in report(found, plan).splitlines():
        if line.startswith("| "):
            yield line.strip("| ").split(" | ")


@pytest.mark.parametrize(
    "row",
    [
        ["throughput over plain, 32 connections", "6.00", "5"],
        ["throughput over tutorial, 32 connections", "300.00", "200"],
        ["p99 over p50, 32 connections", "2.0", "under 3"],
        ["p50 ms, 1 connection", "1.50", "under 2"],
    ],
    ids=lambda row: row[0],
)
def test_what_is_aimed_at_stands_beside_what_was_measured(row: list[str], found: Measurements) -> None:
    assert row in rows(found, rounds=2)


@pytest.mark.parametrize(("rounds", "spread"), [(1, "-"), (2, "10%")])
def test_one_round_has_no_spread(rounds: int, spread: str, found: Measurements) -> None:
    told = [cells for cells in rows(found, rounds) if cells[0] == services()[HEAD].title]
    assert [cells[4] for cells in told] == [spread] * 3
