import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from training.epochs import arriving
from training.mnist import NO_DIGIT, Examples, Mnist
from training.turn import Turn, shuffled


@pytest.fixture(scope="module")
def digits(data: Mnist) -> Examples:
    return data.train.at(slice(120))


def _all(digits: Examples, turn: Turn) -> Examples:
    return Examples.joined(list(arriving(digits, turn).parts))


def test_each_digit_arrives_once_among_negatives(digits: Examples) -> None:
    shown = arriving(digits, Turn(0, 1, part=50))
    parts = list(shown.parts)
    labels = np.concatenate([part.labels for part in parts])
    assert [len(part) for part in parts] == [50, 50, 38]
    assert len(labels) == shown.count == 138
    assert np.bincount(labels, minlength=256)[:10].tolist() == [12] * 10
    assert np.count_nonzero(labels == NO_DIGIT) == 18


def test_an_epoch_is_made_again_alike_and_another_otherwise(digits: Examples) -> None:
    """As a resumed run must find it; only seed and epoch decide."""
    first, again, next_epoch, other_seed = (
        _all(digits, Turn(*which, part=50)) for which in ((3, 1), (3, 1), (3, 2), (4, 1))
    )
    assert np.array_equal(first.images, again.images)
    assert np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.images, next_epoch.images)
    assert not np.array_equal(first.images, other_seed.images)


def test_an_epoch_can_be_left_in_its_middle(digits: Examples) -> None:
    """As Ctrl-C does; the processes that make pictures end."""
    parts = arriving(digits, Turn(0, 1, part=20)).parts
    next(parts)
    parts.close()
    with pytest.raises(StopIteration):
        next(parts)


@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.2, 1.0])
def test_a_run_ends_whenever_it_is_stopped(after_s: float, tmp_path: Path) -> None:
    """Again and again, its own end included; at the first, before the processes are up."""
    script = tmp_path / "run.py"
    script.write_text(
        "import signal, sys, numpy as np\n"
        "from contextlib import closing\n"
        "from training import interruption\n"
        "from training.epochs import arriving\n"
        "from training.mnist import Examples\n"
        "from training.turn import Turn\n"
        "from training.writing.strokes import draw\n"
        "if __name__ == '__main__':\n"
        "    interruption._AGAIN_AFTER_S = 0.05\n"
        "    digits = Examples(np.stack([draw(i % 10) for i in range(3000)]), np.arange(3000, dtype=np.uint8) % 10)\n"
        "    try:\n"
        "        with interruption.interruptible():\n"
        f"            signal.setitimer(signal.ITIMER_REAL, {after_s} or 1e-6)\n"
        "            with closing(arriving(digits, Turn(0, 1, part=3000)).parts) as parts:\n"
        "                list(parts)\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run([sys.executable, script], stderr=subprocess.PIPE, text=True, env=environment, timeout=120)
    assert (done.returncode, done.stderr) == (130, "")


def test_the_processes_end_with_a_killed_run(tmp_path: Path) -> None:
    """They would otherwise wait for ever for the next picture to make."""
    script = tmp_path / "run.py"
    script.write_text(
        "import numpy as np\n"
        "from training.epochs import arriving\n"
        "from training.mnist import Examples\n"
        "from training.writing.strokes import draw\n"
        "from training.turn import Turn\n"
        "if __name__ == '__main__':\n"
        "    digits = Examples(np.stack([draw(i % 10) for i in range(3000)]), np.arange(3000, dtype=np.uint8) % 10)\n"
        "    for part in arriving(digits, Turn(0, 1, part=50)).parts:\n"
        "        print('made', flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "made\n"
        children = psutil.Process(run.pid).children(recursive=True)
        run.kill()
    assert children
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


def test_the_textbooks_epoch_is_each_example_as_it_is(digits: Examples) -> None:
    shown = shuffled(digits, Turn(0, 1, part=50))
    parts = Examples.joined(list(shown.parts))
    order = np.concatenate(Turn(0, 1, part=50).order(len(digits)))
    assert shown.count == len(parts) == 120
    assert np.array_equal(parts.images, digits.images[order])
    assert np.array_equal(parts.labels, digits.labels[order])
