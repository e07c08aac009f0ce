"""The command as a whole: quick to help, and clear when its settings make no sense."""

import re
import subprocess
import sys

import pytest

from tests.service import command, environment

COMMANDS = ("serve", "predict", "read", "summary", "feature-maps", "train", "evaluate", "export", "models")


def run(*arguments: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [command(), *arguments], env=environment(**settings) | {"COLUMNS": "200"}, capture_output=True, text=True
    )


def test_help_lists_every_command_with_what_it_does() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert re.search(rf"{name}\s+[A-Z]", done.stdout), name


@pytest.mark.parametrize("arguments", [["--help"], *[[name, "--help"] for name in COMMANDS]])
def test_help_loads_neither_tensorflow_nor_the_web(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['digitscope', *{arguments!r}]\n"
        "from cli.main import app\n"
        "try: app()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print('loaded:', *[name for name in ('tensorflow', 'keras', 'fastapi', 'training') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.splitlines()[-1] == "loaded:"
    assert done.stderr == ""


def test_without_a_command_the_help_is_shown() -> None:
    assert "Usage" in run().stdout + run().stderr


@pytest.mark.parametrize("arguments", [["serve"], ["summary"], ["predict", "x.png"]])
def test_a_setting_that_makes_no_sense_is_named_in_one_line(arguments: list[str]) -> None:
    done = run(*arguments, workers="many")
    assert done.returncode == 1
    assert re.fullmatch(r"error: DIGITSCOPE_WORKERS: .*integer.*, got 'many'\n", done.stderr)


def test_an_option_goes_before_the_environment() -> None:
    done = run("serve", "--port", "99999", port=1)
    assert done.returncode == 1
    assert re.fullmatch(r"error: DIGITSCOPE_PORT: .*65535, got '99999'\n", done.stderr)
