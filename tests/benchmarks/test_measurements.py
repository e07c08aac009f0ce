"""What is measured is kept, so that a run can go on where it was cut off."""

from pathlib import Path

import pytest

from benchmarks.loads import Closed, Open
from benchmarks.measurements import Measurements

HOW = {"seconds": 10}
LOAD = Closed("28x28 PNG", 32)


def test_medians_and_spread_are_over_the_rounds(tmp_path: Path) -> None:
    found = Measurements(HOW, resume=False, file=tmp_path / "kept")
    for turn, rate in ((1, 90.0), (2, 100.0), (3, 130.0)):
        found.add(turn, "digitscope", LOAD, {"throughput": rate})
    found.add(1, "mosec", LOAD, {"throughput": 5.0})
    assert found.median("digitscope", LOAD) == {"throughput": 100.0, "throughput spread": 0.4}
    assert found.median("digitscope", Open(0.5)) is None


def test_a_run_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    """Half a line at the end is what an interruption leaves; that measurement is made again."""
    file = tmp_path / "kept"
    first = Measurements(HOW, resume=False, file=file)
    first.add(1, "digitscope", LOAD, {"throughput": 90.0})
    first.add(1, "digitscope", Open(0.5), {"throughput": 45.0})
    file.write_text(file.read_text()[:-10])
    following = Measurements(HOW, resume=True, file=file)
    assert following.once(1, "digitscope", LOAD) == {"throughput": 90.0}
    assert following.once(1, "digitscope", Open(0.5)) is None
    following.add(1, "digitscope", Open(0.5), {"throughput": 50.0})
    assert Measurements(HOW, resume=True, file=file).once(1, "digitscope", Open(0.5)) == {"throughput": 50.0}


def test_what_was_measured_otherwise_is_not_gone_on_with(tmp_path: Path) -> None:
    Measurements(HOW, resume=False, file=tmp_path / "kept")
    with pytest.raises(SystemExit, match="leave --resume out"):
        Measurements({"seconds": 1}, resume=True, file=tmp_path / "kept")
