import re
import subprocess
from pathlib import Path

import pytest

from training.versions import provenance


def test_the_commit_is_told_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash, marked when the code differs from it; None for code outside a repository."""
    code = tmp_path / "training" / "versions" / "provenance.py"
    code.parent.mkdir(parents=True)
    code.write_text("")
    monkeypatch.setattr(provenance, "__file__", str(code))
    assert provenance.commit() is None
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "Add code"]):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True)
    commit = provenance.commit()
    assert commit is not None
    assert re.fullmatch(r"[0-9a-f]{40}", commit)
    code.write_text("changed")
    assert provenance.commit() == f"{commit}-dirty"


def test_the_packages_that_compute_are_told() -> None:
    packages = provenance.packages()
    assert {"python", "digitscope", "keras", "numpy"} <= set(packages)
    assert {"tensorflow", "tensorflow-cpu"} & set(packages)
