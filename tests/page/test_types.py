"""The page's scripts have types, written as comments, and they agree."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from app.routes.page import FOLDER
from model.inside.mosaic import colour


def test_the_types_of_the_pages_scripts_agree() -> None:
    compiler = shutil.which("tsc")
    if compiler is None:
        pytest.skip("no TypeScript is installed; on Debian: apt install node-typescript")
    found = subprocess.run([compiler, "-p", str(FOLDER)], capture_output=True, text=True, check=False)
    assert found.stdout == ""
    assert found.returncode == 0


def test_the_page_has_the_colours_of_the_mosaics_and_reports() -> None:
    light = re.search(r"const LIGHT = (\[.*\]);", (FOLDER / "src" / "colour.js").read_text())
    assert light is not None
    anchors = np.array(json.loads(light[1]))
    values = np.linspace(-1, 1, len(anchors), dtype=np.float32)
    assert np.abs(anchors - colour(values, 1.0)).max() <= 1


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.js")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_each_script_is_small(file: Path) -> None:
    """One part of the page in each file, which a reader takes in at once."""
    assert len(file.read_text().splitlines()) <= 220
