"""The commands of docs/load.md do what it says, in its order, against a real service."""

from pathlib import Path

import pytest

from tests.console import Example, examples, matches, play

DOCUMENT = Path(__file__).parent.parent / "docs" / "load.md"
EXAMPLES = list(examples(DOCUMENT))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each command prints."""
    return play(DOCUMENT, tmp_path_factory.mktemp("load"), timeout_s=240)


def test_the_document_has_commands() -> None:
    assert len(EXAMPLES) > 8


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[each.command[:60] for each in EXAMPLES])
def test_each_command_prints_what_the_document_says(printed: list[str], number: int) -> None:
    example: Example = EXAMPLES[number]
    assert len(printed) == len(EXAMPLES)
    assert matches(printed[number], example.expected or "") or example.expected is None, printed[number]
