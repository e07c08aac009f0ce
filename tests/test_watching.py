"""The commands of docs/watching.md do what it says, in its order, against a real service and a real Prometheus."""

import re
import shutil
import socket
from pathlib import Path

import pytest

from tests.console import Example, examples, matches, run
from tests.files import digit_png
from tests.prometheus import program
from tests.service import environment

ROOT = Path(__file__).parent.parent
EXAMPLES = list(examples(ROOT / "docs" / "watching.md"))
PORTS = ("8000", "9090", "4318")  # of the service, of Prometheus, of a collector; they may be taken


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each command prints; on free ports, and with scrapes each second."""
    program("prometheus")
    program("promtool")
    folder = tmp_path_factory.mktemp("watching")
    (folder / "7.png").write_bytes(digit_png(7))
    shutil.copytree(ROOT / "monitoring", folder / "monitoring")
    free = {port: _free_port() for port in PORTS}
    configuration = folder / "monitoring" / "prometheus.yml"
    configuration.write_text(_moved(configuration.read_text().replace("15s", "1s"), free))
    return run([_moved(each.command, free) for each in EXAMPLES], folder, environment(), timeout_s=240)


def _moved(text: str, free: dict[str, str]) -> str:
    return re.sub("|".join(PORTS), lambda port: free[port[0]], text)


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def test_the_document_has_commands() -> None:
    assert len(EXAMPLES) > 12


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[each.command[:60] for each in EXAMPLES])
def test_each_command_prints_what_the_document_says(printed: list[str], number: int) -> None:
    example: Example = EXAMPLES[number]
    assert len(printed) == len(EXAMPLES)
    assert matches(printed[number], example.expected or "") or example.expected is None, printed[number]
