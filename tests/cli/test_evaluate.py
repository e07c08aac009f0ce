"""digitscope evaluate, as a user gives it: in a process of its own, on a folder of pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from training.writing.strokes import draw

DIGITSCOPE = [sys.executable, "-c", "from cli.main import app; app()"]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DIGITSCOPE, "evaluate", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "COLUMNS": "100"},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for name, digit in {"3/a.png": 3, "x_4.png": 4, "5_x.png": 6, "who.png": 8}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(folder / name), draw(digit))
    return folder


def test_a_folder_of_pictures_gets_a_table_and_is_told_what_was_read_wrong(folder: Path) -> None:
    done = _run("--images", str(folder), "--version", "1")
    assert done.returncode == 0, done.stderr
    assert "version 1" in done.stdout
    assert "0.6667 (0.2077-0.9385)" in done.stdout
    assert "5_x.png (5 read 6)" in done.stderr
    assert "nothing says what they show: who.png. Ways to say" in done.stderr


def test_the_figures_of_every_version_come_as_json_alone_on_standard_output(folder: Path) -> None:
    done = _run("--images", str(folder), "--json")
    figures = json.loads(done.stdout)
    assert "1" in figures
    for of_version in figures.values():
        assert of_version["trials"][0]["count"] == 3


@pytest.mark.parametrize("asked", [("--images", "nowhere"), ("--version", "99")])
def test_what_is_not_there_is_one_clear_error(asked: tuple[str, str]) -> None:
    done = _run(*asked)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert asked[1] in done.stderr


@pytest.mark.skipif(not os.environ.get("DIGITSCOPE_MNIST"), reason="DIGITSCOPE_MNIST names no file")
def test_without_a_folder_mnists_test_images_are_read() -> None:
    done = _run("--version", "1", "--json")
    test = json.loads(done.stdout)["1"]["test"]
    assert test["count"] == 10_000
    assert test["calibration"]["expected_calibration_error"]["value"] < 0.02
