"""The commands of the README's section on the Open Inference Protocol print what it says."""

import shutil
from pathlib import Path

import pytest

from tests.console import examples, matches, run
from tests.files import digit_png
from tests.service import Service, environment

README = Path(__file__).parents[3] / "README.md"


def test_each_command_prints_what_the_readme_says(service: Service, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("it needs curl")
    section = tmp_path / "section.md"
    section.write_text(README.read_text().partition("## Open Inference Protocol\n")[2].partition("\n## ")[0])
    (tmp_path / "7.png").write_bytes(digit_png(7))
    told = list(examples(section))
    assert len(told) == 9
    commands = [each.command.replace("http://127.0.0.1:8000", service.url) for each in told]
    for example, printed in zip(told, run(commands, tmp_path, environment(), timeout_s=60), strict=True):
        assert matches(printed, example.expected or ""), printed
