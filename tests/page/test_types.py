"""The page's scripts have types, written as comments, and they agree."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.routes.page import FOLDER


def test_the_types_of_the_pages_scripts_agree() -> None:
    compiler = shutil.which("tsc")
    if compiler is None:
        pytest.skip("no TypeScript is installed; on Debian: apt install node-typescript")
    found = subprocess.run([compiler, "-p", str(FOLDER)], capture_output=True, text=True, check=False)
    assert found.stdout == ""
    assert found.returncode == 0


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.js")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_each_script_is_small(file: Path) -> None:
    """One part of the page in each file, which a reader takes in at once."""
    assert len(file.read_text().splitlines()) <= 330
