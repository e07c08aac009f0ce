"""The commands of docs/operating.md do what it says, in its order, against a real service."""

import shutil
import socket
from pathlib import Path

import pytest

from tests.console import Example, examples, matches, run
from tests.files import digit_png
from tests.service import environment

DOCUMENT = Path(__file__).parent.parent / "docs" / "operating.md"
EXAMPLES = list(examples(DOCUMENT))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each command prints; on a free port, for 8000 may be taken."""
    if shutil.which("curl") is None:
        pytest.skip("it needs curl")
    folder = tmp_path_factory.mktemp("operating")
    (folder / "7.png").write_bytes(digit_png(7))
    port = str(_free_port())
    commands = [each.command.replace("8000", port) for each in EXAMPLES]
    return run(commands, folder, environment(), timeout_s=240)


def test_the_document_has_commands() -> None:
    assert len(EXAMPLES) > 15


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[each.command[:60] for each in EXAMPLES])
def test_each_command_prints_what_the_document_says(printed: list[str], number: int) -> None:
    example: Example = EXAMPLES[number]
    assert len(printed) == len(EXAMPLES)
    assert matches(printed[number], example.expected or "") or example.expected is None, printed[number]
