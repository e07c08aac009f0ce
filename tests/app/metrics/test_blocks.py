"""What several processes count is summed: nothing lost, nothing twice, and of the dead what has happened alone."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.metrics.blocks import Blocks
from app.metrics.layout import BYTES, LAST_MS, PICTURES, QUEUE_DEPTH, WORKERS


@pytest.fixture(params=["in memory", "in files"])
def blocks(request: pytest.FixtureRequest, tmp_path: Path) -> Blocks:
    return Blocks(tmp_path if request.param == "in files" else None)


def test_what_was_never_counted_is_zero(blocks: Blocks) -> None:
    assert not blocks.sum(None).any()
    assert not blocks.sum(7).any()
    assert blocks.versions() == set()


def test_versions_are_told_once_something_belongs_to_them(blocks: Blocks) -> None:
    blocks.of(7).slots[LAST_MS] = 5
    blocks.of(12)
    assert blocks.versions() == {7, 12}
    assert blocks.sum(7)[LAST_MS] == 5


def test_a_block_is_the_same_whenever_it_is_asked_for(blocks: Blocks) -> None:
    assert blocks.of(7) is blocks.of(7)
    assert blocks.of(None) is not blocks.of(0)


CHILD = """
import sys, time
from pathlib import Path
from app.metrics.blocks import Blocks
from app.metrics.layout import LAST_MS, PICTURES, QUEUE_DEPTH, WORKERS
blocks = Blocks(Path(sys.argv[1]))
blocks.of(None).slots[PICTURES.at] = 10
blocks.of(None).slots[WORKERS.at] = 1
blocks.of(3).slots[QUEUE_DEPTH.at] = 4
blocks.of(3).slots[LAST_MS] = 99
print("counted", flush=True)
time.sleep(600)
"""


def test_counters_of_a_process_outlive_it_and_gauges_do_not(tmp_path: Path) -> None:
    """It is killed, and had no time to tidy up."""
    mine = Blocks(tmp_path)
    mine.of(None).slots[PICTURES.at] = 1
    mine.of(None).slots[WORKERS.at] = 1
    mine.of(3).slots[QUEUE_DEPTH.at] = 2
    mine.of(3).slots[LAST_MS] = 50
    with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "counted\n"
        assert (mine.sum(None)[PICTURES.at], mine.sum(None)[WORKERS.at]) == (11, 2)
        assert (mine.sum(3)[QUEUE_DEPTH.at], mine.sum(3)[LAST_MS]) == (6, 99)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert (mine.sum(None)[PICTURES.at], mine.sum(None)[WORKERS.at]) == (11, 1)
    assert (mine.sum(3)[QUEUE_DEPTH.at], mine.sum(3)[LAST_MS]) == (2, 99)


def test_a_file_that_is_being_made_this_moment_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "another.rest").write_bytes(b"")
    (tmp_path / "another.3").write_bytes(bytes(BYTES - 8))
    blocks = Blocks(tmp_path)
    blocks.of(None).slots[PICTURES.at] = 1
    assert blocks.sum(None)[PICTURES.at] == 1
    assert not blocks.sum(3).any()
