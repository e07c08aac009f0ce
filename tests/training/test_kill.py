"""A run that is killed from outside, in a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np

from training.checkpoint import FILE_NAME

RUN = """
import os, sys
from dataclasses import replace
from pathlib import Path
from tests.training.conftest import drawn
from training import recipes
from training.fit import fit

folder, resume, kill_in = Path(sys.argv[1]), sys.argv[2] == "resume", int(sys.argv[3])

def watch(progress):
    if progress.epoch == kill_in:
        os.kill(os.getpid(), 9)

recipe = replace(recipes.find("textbook"), epochs=3, batch_size=24)
fit(recipe, drawn(240, seed=1), seed=4, run=folder, resume=resume, watch=watch)
"""


def _run(folder: Path, how: str, kill_in: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", RUN, str(folder), how, str(kill_in)], stderr=subprocess.DEVNULL
    ).returncode


def test_a_run_killed_in_its_second_epoch_ends_at_the_same_weights(tmp_path: Path) -> None:
    """kill -9 loses that epoch and no more; resumed in a new process, it ends bit for bit like an unbroken one."""
    assert _run(tmp_path / "unbroken", "start", 0) == 0
    assert _run(tmp_path / "killed", "start", 2) == -signal.SIGKILL
    assert _run(tmp_path / "killed", "resume", 0) == 0
    with np.load(tmp_path / "unbroken" / FILE_NAME) as one, np.load(tmp_path / "killed" / FILE_NAME) as other:
        names = [name for name in one.files if name.startswith("variable_")]
        assert len(names) > 10
        assert all(np.array_equal(one[name], other[name]) for name in names)
