"""The commands of the operators' documents do what these say, in their order, against a real service."""

from pathlib import Path

import pytest

from tests.console import examples, matches, play

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(("name", "more_than"), [("operating", 15), ("securing", 15), ("load", 8)])
def test_each_command_prints_what_the_document_says(name: str, more_than: int, tmp_path: Path) -> None:
    document = DOCS / f"{name}.md"
    printed = play(document, tmp_path, timeout_s=280)
    commands = list(examples(document))
    assert len(commands) > more_than
    assert len(printed) == len(commands)
    for output, each in zip(printed, commands, strict=True):
        assert each.expected is None or matches(output, each.expected), f"$ {each.command}\n{output}"
