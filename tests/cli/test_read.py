"""digitscope read, with the shipped model and with a running service."""

import json
import re
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from cli.main import app
from tests.files import blank_png, encode
from tests.pages import page
from tests.service import Service

PAGE = encode(page(["745", "268"], np.random.default_rng(0)))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page, a blank sheet and a file that is no picture."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, data in {"page.png": PAGE, "blank.png": blank_png(), "notes.png": b"notes"}.items():
        (folder / name).write_bytes(data)
    return folder


def digitscope(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("asked", ["here", "a service"])
def test_each_page_gets_its_answer_as_json(pictures: Path, service: Service, asked: str) -> None:
    files = [pictures / name for name in ("page.png", "blank.png")]
    result = digitscope("read", "--json", *files, *(["--server", service.url] if asked == "a service" else []))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.pop("file") for answer in answers] == [str(file) for file in files]
    for file, answer in zip(files, answers, strict=True):
        expected = httpx.post(f"{service.url}/read", content=file.read_bytes()).json()
        for mine, its in zip(answer["digits"], expected["digits"], strict=True):
            assert mine.pop("confidence") == pytest.approx(its.pop("confidence"), abs=1e-5)
        assert answer == expected


@pytest.mark.parametrize("asked", ["here", "a service"])
def test_a_table_has_the_text_of_each_page_and_a_bad_file_makes_the_exit_1(
    pictures: Path, service: Service, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures)
    monkeypatch.setenv("COLUMNS", "300")
    files = ["page.png", "notes.png", "nowhere.png", "blank.png"]
    result = digitscope("read", *files, *(["--server", service.url] if asked == "a service" else []))
    assert result.exit_code == 1
    first, second = httpx.post(f"{service.url}/read", content=PAGE).json()["lines"]
    assert re.search(rf"page\.png\s+│ {first}\s.*\n│\s+│ {second}\s", result.stdout)
    assert "no known format" in result.stdout
    assert "cannot be read" in result.stdout
    assert "no digit was found" in result.stdout


@pytest.mark.parametrize("asked", ["here", "a service"])
def test_the_page_with_its_digits_is_written_as_a_png(
    pictures: Path, service: Service, asked: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.png"
    result = digitscope(
        "read", pictures / "page.png", "--png", out, *(["--server", service.url] if asked == "a service" else [])
    )
    assert result.exit_code == 0
    with Image.open(out) as drawn, Image.open(pictures / "page.png") as sent:
        assert drawn.size == sent.size
    assert out.read_bytes() != PAGE


def test_a_png_is_of_one_page(pictures: Path, tmp_path: Path) -> None:
    result = digitscope("read", pictures / "page.png", pictures / "blank.png", "--png", tmp_path / "out.png")
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_service_that_is_not_there_is_told_in_one_line(pictures: Path) -> None:
    result = digitscope("read", pictures / "page.png", "--server", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert re.fullmatch("error: .*cannot be asked: .*\n", result.stderr)
