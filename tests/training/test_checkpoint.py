from pathlib import Path

import numpy as np
import pytest

from training.checkpoint import FILE_NAME, Checkpoint, Epoch
from training.errors import BadCheckpoint

SAVED = Checkpoint({"seed": 1}, (Epoch(1, 0.5, 0.9, 2.0),), [np.arange(3.0), np.array(7, np.int64)])


def test_a_checkpoint_comes_back_whole(tmp_path: Path) -> None:
    """Values and types, and nothing else beside it in the folder."""
    SAVED.save(tmp_path)
    loaded = Checkpoint.load(tmp_path, {"seed": 1})
    assert loaded.history == SAVED.history
    assert [value.dtype for value in loaded.variables] == [np.float64, np.int64]
    assert all(np.array_equal(*pair) for pair in zip(loaded.variables, SAVED.variables, strict=True))
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_half_written_checkpoint_harms_no_whole_one(tmp_path: Path) -> None:
    SAVED.save(tmp_path)
    (tmp_path / f"{FILE_NAME}.new").write_bytes(b"PK\x03\x04 half")
    assert Checkpoint.load(tmp_path, {"seed": 1}).history == SAVED.history


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    SAVED.save(tmp_path)
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadCheckpoint, match="is damaged"):
        Checkpoint.load(tmp_path, {"seed": 1})
