"""digitscope experiments, as a user gives it: in a process of its own."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from model.versions.manifest import Manifest

DIGITSCOPE = [sys.executable, "-c", "from cli.main import app; app()"]
ENVIRONMENT = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "COLUMNS": "200"}
needs_mnist = pytest.mark.skipif(not os.environ.get("DIGITSCOPE_MNIST"), reason="DIGITSCOPE_MNIST names no file")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DIGITSCOPE, "experiments", *arguments], capture_output=True, text=True, env=ENVIRONMENT)


@needs_mnist
def test_an_interrupted_command_goes_on_and_writes_document_and_versions(tmp_path: Path) -> None:
    """Ctrl-C ends it with 130 and one line; the same command then passes over what is done."""
    arguments = ["--quick", "--out", str(tmp_path / "runs"), "--only", "filters-32", "--only", "textbook"]
    process = subprocess.Popen(
        [*DIGITSCOPE, "experiments", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    while not list((tmp_path / "runs").glob("textbook-*.json")) and process.poll() is None:
        sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "the same command goes on" in errors
    assert "Traceback" not in errors

    document, models = tmp_path / "docs" / "experiments.md", tmp_path / "variants"
    done = _run(*arguments, "--write", str(document), "--export", str(models))
    assert done.returncode == 0, done.stderr
    assert "textbook, seed 0" not in done.stderr
    assert re.search(r"4/4 filters-32, seed 1: held-out images \d\d\.\d\d %", done.stderr)
    assert re.search(r"textbook +\d\d\.\d\d ± \d+\.\d\d +\d\d\.\d\d ± \d+\.\d\d +260,298 +5,662,208", done.stdout)
    assert f"wrote {models / '2'}: filters-32" in done.stdout
    assert [Manifest.read(models / number).name for number in ("1", "2")] == ["textbook", "filters-32"]
    text = document.read_text()
    assert "`digitscope experiments --quick --write experiments.md`" in text
    assert "### Filters" in text
    assert str(tmp_path) not in text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--only", "wider"), "there is no variant 'wider'; there is textbook"),
        (("--data", "missing.npz"), "there is no file missing.npz"),
    ],
)
def test_what_is_not_there_is_one_clear_error(arguments: tuple[str, ...], named: str, tmp_path: Path) -> None:
    done = _run("--quick", "--out", str(tmp_path), *arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert named in done.stderr


def test_help_needs_no_tensorflow() -> None:
    """The command's help comes at once."""
    code = (
        "import sys, cli.experiments, cli.experiments_view; sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
