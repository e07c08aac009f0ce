"""How many real pictures are read right: a section of the results for each version."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import pictures, report
from tests.files import digit_png


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The results, written to by a benchmark whose model takes every picture for a 7."""

    def predict(frames: Any) -> Any:
        return SimpleNamespace(probabilities=np.eye(10)[[7] * len(frames)])

    monkeypatch.setattr(pictures, "SavedModel", lambda _: SimpleNamespace(predict=predict))
    monkeypatch.setattr(pictures, "OUT", tmp_path / "out")
    monkeypatch.setattr(report, "PAGE", tmp_path / "results.md")
    return tmp_path / "results.md"


def measure(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> None:
    """Run it on one photo of a 7, and historical pictures of a 7 and a 4."""
    for name, digit in (("photo/label7.png", 7), ("historical/label7.png", 7), ("historical/label4.png", 4)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(digit_png(digit))
    monkeypatch.setattr("sys.argv", ["pictures", str(folder), "--write", *options])
    pictures.main()


def test_each_version_has_a_section_and_aims_where_there_are_some(
    monkeypatch: pytest.MonkeyPatch, page: Path, tmp_path: Path
) -> None:
    measure(monkeypatch, tmp_path / "pictures")
    newest = page.read_text()
    assert "## Real pictures\n\n`python -m benchmarks.pictures DIR --version 2`, on 3 pictures:" in newest
    assert "| photo | 1 | 1 | 100.0% | 20.7% to 100.0% |\n" in newest
    assert "aim" not in newest
    measure(monkeypatch, tmp_path / "pictures", "--version", "1")
    both = page.read_text()
    assert both.startswith(newest)
    assert "## Real pictures, version 1\n\n`python -m benchmarks.pictures DIR --version 1`" in both
    assert "| photo | 1 | 1 | 100.0% | 20.7% to 100.0% | 95.0% |\n" in both
    assert "| historical | 2 | 1 | 50.0% | 9.5% to 90.5% |  |\n" in both
