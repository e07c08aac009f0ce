"""The commands around training, as a user gives them: each in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from model.versions.manifest import Manifest
from training.checkpoint import FILE_NAME

DIGITSCOPE = [sys.executable, "-c", "from cli.main import app; app()"]
ON_DRAWN_DIGITS = """
from cli.main import app
from tests.training.conftest import drawn
from training import mnist

mnist.load = lambda _: mnist.Mnist(drawn(640, seed=1), drawn(100, seed=2), dict(mnist.SHA256))
app()
"""


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DIGITSCOPE, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "COLUMNS": "200", **environment},
    )


def _one_error_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1
    return lines[0]


def test_training_without_data_is_one_clear_error(tmp_path: Path) -> None:
    """It names what was looked for and the ways to provide it, by option and by variable."""
    missing = str(tmp_path / "missing.npz")
    for done in (
        _run("train", "--data", missing, "--out", str(tmp_path)),
        _run("train", "--out", str(tmp_path), DIGITSCOPE_MNIST=missing),
    ):
        line = _one_error_line(done)
        for part in (missing, "x_train", "--data", "DIGITSCOPE_MNIST"):
            assert part in line


def test_an_unknown_recipe_is_one_clear_error() -> None:
    assert "there is textbook" in _one_error_line(_run("train", "--recipe", "nonsense"))


def test_exporting_what_is_no_model_is_one_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "notes.keras"
    file.write_text("not a model")
    assert "notes.keras" in _one_error_line(_run("export", str(file), "--out", str(tmp_path / "models")))
    assert not (tmp_path / "models").exists()


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")
def test_a_keras_file_becomes_the_next_version(tmp_path: Path) -> None:
    """With the labels given; twice, it becomes two."""
    import keras

    layers = [keras.Input((9, 9, 3)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    keras.Sequential(layers, name="cats").save(tmp_path / "cats.keras")
    for number in ("1", "2"):
        done = _run("export", str(tmp_path / "cats.keras"), "--out", str(tmp_path / "cats"), "--labels", "cat, no cat")
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == f"wrote {tmp_path / 'cats' / number}"
        assert Manifest.read(tmp_path / "cats" / number).labels == ("cat", "no cat")


def test_evaluating_a_version_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    assert "holds no model version" in _one_error_line(_run("evaluate", "--model-dir", str(tmp_path)))


def _interrupted(command: list[str], once: Path) -> str:
    """Run the command, give it Ctrl-C once that path exists, and return what it says."""
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quiet)
    with process:
        while not once.exists() and process.poll() is None:
            sleep(0.05)
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=240)  # TensorFlow's graph is made first, on however busy a machine
        finally:
            process.kill()
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    return errors


@pytest.mark.skipif(not os.environ.get("DIGITSCOPE_MNIST"), reason="DIGITSCOPE_MNIST names no file")
@pytest.mark.parametrize("recipe", ["textbook", "robust"])
def test_ctrl_c_in_the_first_epoch_tells_that_nothing_was_kept(recipe: str, tmp_path: Path) -> None:
    """Exit status 130, one line that advises nothing that would fail, and no version."""
    models, runs = tmp_path / "models", tmp_path / "runs"
    command = [*DIGITSCOPE, "train", "--recipe", recipe, "--out", str(models), "--runs", str(runs)]
    errors = _interrupted(command, once=runs / f"{recipe}-seed0")
    assert "interrupted; nothing was kept, as no epoch had ended" in errors
    assert "--resume" not in errors
    assert not models.exists()


def test_ctrl_c_after_an_epoch_ends_training_with_a_way_to_go_on(tmp_path: Path) -> None:
    """With the same command and --resume the finished epochs are those that there were."""
    models, run = tmp_path / "models", tmp_path / "runs" / "textbook-seed0"
    options = ["--recipe", "textbook", "--epochs", "40", "--out", str(models), "--runs", str(run.parent)]
    command = [sys.executable, "-c", ON_DRAWN_DIGITS, "train", *options]
    errors = _interrupted(command, once=run / FILE_NAME)
    assert "the same command with --resume goes on after the last finished epoch" in errors
    assert not models.exists()
    with np.load(run / FILE_NAME) as checkpoint:
        finished = json.loads(str(checkpoint["facts"]))["history"]
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    history = Manifest.read(models / "1").metrics["history"]
    assert len(history) == 40 > len(finished) > 0
    assert [each["seconds"] for each in history[: len(finished)]] == [round(each["seconds"], 3) for each in finished]


def test_help_needs_no_tensorflow() -> None:
    """The command's help comes at once."""
    code = "import sys, cli.train, cli.evaluate, cli.export; sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
