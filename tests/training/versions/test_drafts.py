import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.versions.folders import version_folders
from training.errors import VersionExists
from training.versions.drafts import new_version


def _write(models: Path, number: int | None = None) -> Path:
    with new_version(models, number) as draft:
        (draft.folder / "model.json").write_text("{}")
    assert draft.final is not None
    return draft.final


def test_versions_are_numbered_from_one_on(tmp_path: Path) -> None:
    """The next is one more than the highest, and nothing else is left in the folder."""
    assert [_write(tmp_path).name for _ in range(2)] == ["1", "2"]
    assert _write(tmp_path, 7).name == "7"
    assert _write(tmp_path).name == "8"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2", "7", "8"]


def test_a_version_is_never_overwritten(tmp_path: Path) -> None:
    first = _write(tmp_path, 1)
    (first / "mark").touch()
    with pytest.raises(VersionExists, match="never overwritten"):
        _write(tmp_path, 1)
    assert (first / "mark").exists()


def test_a_number_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Two exports at once get two numbers; one that asked for the number is refused."""
    with new_version(tmp_path) as draft:
        (draft.folder / "model.json").touch()
        _write(tmp_path)
    assert draft.final == tmp_path / "2"
    late = new_version(tmp_path, 5)
    (late.__enter__().folder / "model.json").touch()
    _write(tmp_path, 5)
    with pytest.raises(VersionExists):
        late.__exit__(None, None, None)
    assert list(version_folders(tmp_path)) == [1, 2, 5]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    draft = new_version(tmp_path)
    (draft.__enter__().folder / "saved_model.pb").touch()
    failure = RuntimeError()
    assert not draft.__exit__(RuntimeError, failure, None)
    assert list(tmp_path.iterdir()) == []


def test_a_kill_leaves_nothing_that_looks_like_a_version(tmp_path: Path) -> None:
    """What stays has no number, so that neither we nor TensorFlow Serving take it for one."""
    code = (
        "import os, signal; from pathlib import Path; from training.versions.drafts import new_version\n"
        f"with new_version(Path({str(tmp_path)!r})) as draft:\n"
        "    (draft.folder / 'saved_model.pb').touch()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    assert not version_folders(tmp_path)
    assert all(not path.name.isdecimal() for path in tmp_path.iterdir())
    assert _write(tmp_path).name == "1"


def test_others_may_read_a_version(tmp_path: Path) -> None:
    """The service often runs under another user than training: the folder has the usual rights."""
    umask = os.umask(0o022)
    try:
        assert _write(tmp_path).stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(umask)
