"""digitscope keys, on a file; and commands that ask a service which wants a key."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.security.key_file import read
from app.security.keys import Holders
from cli.main import app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def digitscope(*arguments: object, **variables: str) -> Result:
    return CliRunner().invoke(app, ["keys", *map(str, arguments)], env={"COLUMNS": "120", **variables})


def test_a_new_key_is_printed_once_alone_on_standard_output(file: Path) -> None:
    result = digitscope("add", "lab", "--file", file)
    secret = result.stdout.strip()
    assert result.exit_code == 0
    assert Holders(read(file)).find(secret.encode())
    assert "keep it now" in result.stderr
    assert secret not in digitscope("list", "--file", file).output


def test_the_list_shows_what_each_key_is_for(file: Path) -> None:
    digitscope("add", "lab", "--file", file, "--manage")
    digitscope("add", "guest", "--file", file, "--rate", "60/minute")
    rows = [line.split() for line in digitscope("list", "--file", file).stdout.splitlines()]
    assert ["lab", "use,", "manage"] in [row[:3] for row in rows]
    assert ["guest", "use", "60/minute"] in [row[:3] for row in rows]


def test_the_file_comes_from_the_setting_unless_it_is_given(file: Path) -> None:
    assert digitscope("add", "lab", DIGITSCOPE_API_KEYS=str(file)).exit_code == 0
    assert [key.name for key in read(file).keys] == ["lab"]
    result = digitscope("list")
    assert result.exit_code == 2
    assert "DIGITSCOPE_API_KEYS" in result.output


def test_a_key_is_taken_back(file: Path) -> None:
    digitscope("add", "lab", "--file", file)
    assert digitscope("remove", "lab", "--file", file).exit_code == 0
    assert read(file).keys == ()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "lab"), "a key 'lab' already"),
        (("add", "a b"), "name: String should match"),
        (("add", "guest", "--rate", "much"), "'much' is no rate"),
        (("remove", "guest"), "no key 'guest'; there are lab"),
        (("remove", "lab", "--file", "nowhere/keys.json"), "No such file or directory"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_status_1(file: Path, arguments: tuple[str, ...], told: str) -> None:
    digitscope("add", "lab", "--file", file)
    result = digitscope(*arguments) if "--file" in arguments else digitscope(*arguments, "--file", file)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
