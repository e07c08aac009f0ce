import json
import shutil
from pathlib import Path

import pytest

from model.errors import BadVersion
from model.versions.manifest import Manifest
from training.versions.metrics import update_metrics


@pytest.fixture
def described(tmp_path: Path, version_folder: Path) -> Path:
    """A folder with the description of a version, and a file beside it."""
    shutil.copy(version_folder / "model.json", tmp_path)
    (tmp_path / "saved_model.pb").write_bytes(b"graph")
    return tmp_path


def test_new_figures_replace_those_of_their_name_and_leave_all_else(described: Path) -> None:
    before = json.loads((described / "model.json").read_text())
    update_metrics(described, {"beyond": {"seed": 0}, "test": {"accuracy": 0.5}})
    after = json.loads((described / "model.json").read_text())
    assert after["metrics"] == {**before["metrics"], "beyond": {"seed": 0}, "test": {"accuracy": 0.5}}
    assert {**after, "metrics": None} == {**before, "metrics": None}
    assert Manifest.read(described).metrics["test"] == {"accuracy": 0.5}


def test_nothing_else_in_the_folder_changes(described: Path) -> None:
    update_metrics(described, {"beyond": {}})
    assert sorted(path.name for path in described.iterdir()) == ["model.json", "saved_model.pb"]
    assert (described / "saved_model.pb").read_bytes() == b"graph"


def test_a_failed_write_leaves_the_file_of_before(described: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as on a full disk."""
    before = (described / "model.json").read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        update_metrics(described, {"beyond": {}})
    assert (described / "model.json").read_bytes() == before


def test_a_folder_without_a_description_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadVersion, match=r"model\.json"):
        update_metrics(tmp_path, {})
