"""Runs the commands of a document's `console` blocks in one shell, and compares what they print with what it says."""

import os
import re
import shutil
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.files import digit_png
from tests.service import environment
from tests.versions import copy_of_the_shipped

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "-- what the next command prints --"


@dataclass(frozen=True)
class Example:
    """A command and what it is to print, where `...` stands for anything; None where the document shows nothing."""

    command: str
    expected: str | None


def examples(document: Path) -> Iterator[Example]:
    """Those of all blocks, in their order."""
    for block in _BLOCK.findall(document.read_text()):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Example(command, output or None)


def play(document: Path, folder: Path, timeout_s: float) -> list[str]:
    """What each command of a document prints, in a folder with a picture `7.png`; on a free port in place of 8000.

    The shipped model folder is a copy, since some commands write to it.
    """
    if shutil.which("curl") is None:
        pytest.skip("it needs curl")
    (folder / "7.png").write_bytes(digit_png(7))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    # What is hoped for within two seconds takes longer on a machine that is busy with other things.
    commands = [each.command.replace("8000", port).replace("sleep 2", "sleep 8") for each in examples(document)]
    return run(commands, folder, environment(model_dir=copy_of_the_shipped(folder / "shipped")), timeout_s)


def run(commands: list[str], folder: Path, environment: dict[str, str], timeout_s: float) -> list[str]:
    """What each command prints on standard output, run one after another in one shell in that folder."""
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    script = "set -m\n" + "".join(f"echo '{_MARK}'\n{command}\n" for command in commands)
    command = ["bash", "-c", script]
    variables = environment | {"PATH": path, "COLUMNS": "120"}
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as shell:
        try:
            output, _ = shell.communicate(timeout=timeout_s)
        finally:
            if shell.poll() is None:  # one of them hangs: end all that it started
                process = psutil.Process(shell.pid)
                for each in [*process.children(recursive=True), process]:
                    each.kill()
    return output.split(f"{_MARK}\n")[1:]


def matches(printed: str, expected: str) -> bool:
    """Whether text agrees but for spaces at the ends of lines, and for what `...` stands for."""
    pattern = ".*".join(re.escape(part) for part in _stripped(expected).split("..."))
    return re.fullmatch(pattern, _stripped(printed), re.DOTALL) is not None


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
