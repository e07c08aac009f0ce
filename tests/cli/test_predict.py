"""digitscope predict, with the shipped model and with a running service."""

import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.files import blank_png, digit_png
from tests.service import Service, command, environment

SEVEN = digit_png(7)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a two, a seven, a blank sheet and a file that is no picture."""
    folder = tmp_path_factory.mktemp("pictures")
    files = {"two.png": digit_png(2), "seven [of] nine.png": SEVEN, "blank.png": blank_png(), "notes.png": b"notes"}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def digitscope(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(output: str) -> list[list[str]]:
    """The cells of a printed table's rows."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if line.startswith("│")]


@pytest.mark.parametrize("asked", ["here", "a service"])
def test_each_picture_gets_its_answer_as_json(pictures: Path, service: Service, asked: str) -> None:
    files = [pictures / name for name in ("two.png", "blank.png", "seven [of] nine.png")]
    result = digitscope("predict", "--json", *files, *(["--server", service.url] if asked == "a service" else []))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.pop("file") for answer in answers] == [str(file) for file in files]
    assert [answer["digit"] for answer in answers] == [2, None, 7]
    for file, answer in zip(files, answers, strict=True):
        expected = posted(service, file)
        assert set(answer) == set(expected)
        assert answer["probabilities"] == pytest.approx(expected["probabilities"], abs=1e-5)
        assert answer["picture"] == expected["picture"]
        assert answer["model"] == expected["model"]


def posted(service: Service, file: Path) -> dict[str, Any]:
    body: dict[str, Any] = httpx.post(f"{service.url}/predict", content=file.read_bytes()).json()
    return body


@pytest.mark.parametrize("asked", ["here", "a service"])
def test_a_table_has_a_row_for_each_file_and_a_bad_one_makes_the_exit_1(
    pictures: Path, service: Service, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures)
    monkeypatch.setenv("COLUMNS", "400")
    files = ["two.png", "notes.png", "nowhere.png", "blank.png", "seven [of] nine.png"]
    result = digitscope("predict", *files, *(["--server", service.url] if asked == "a service" else []))
    assert result.exit_code == 1
    two, notes, nowhere, blank, seven = rows(result.stdout)
    assert two[:2] == ["two.png", "2"]
    assert two[3] == "digit"
    assert re.fullmatch(r"\d+\.\d\d%", two[2])
    assert notes[0] == "notes.png"
    assert "no known format" in notes[4]
    assert nowhere[0] == "nowhere.png"
    assert "No such file" in nowhere[4]
    assert (blank[1], blank[3]) == ("-", "blank")
    assert "no ink" in blank[4]
    assert seven[:2] == ["seven [of] nine.png", "7"]
    assert "Traceback" not in result.output


def test_the_command_writes_its_answer_and_nothing_else(pictures: Path) -> None:
    """TensorFlow's own words, among others, are kept away."""
    done = subprocess.run(
        [command(), "predict", "--json", "two.png"], cwd=pictures, env=environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["digit"] == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--model-dir", "nowhere"], "nowhere holds no model version"),
        (["--version", "77"], "there is no version 77; the versions are 1"),
        (["--server", "http://127.0.0.1:9"], r"http://127\.0\.0\.1:9 cannot be asked: .*is the service running\?"),
        (["--server", "nonsense"], "nonsense cannot be asked"),
        (["--server", "http://[::"], "cannot be asked"),
    ],
)
def test_an_error_is_one_line_and_no_traceback(
    pictures: Path, arguments: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures)
    result = digitscope("predict", "two.png", *arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.fullmatch(f"error: .*{complaint}.*\n", result.stderr)
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("body", [b'{"detail": "Not Found"}', b"[1, 2]", b"<!doctype html>", b"\xff"])
def test_a_server_that_is_another_service_is_told_apart(pictures: Path, body: bytes) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the base class calls it so
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        result = digitscope("predict", pictures / "two.png", "--server", f"http://127.0.0.1:{server.server_port}")
        thread.join()
    assert result.exit_code == 1
    assert re.fullmatch("error: .* cannot be asked: .*\n", result.stderr)


def test_a_path_of_the_server_that_leads_nowhere_is_told(pictures: Path, service: Service) -> None:
    result = digitscope("predict", "--json", pictures / "two.png", "--server", f"{service.url}/nowhere")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["status"] == 404
