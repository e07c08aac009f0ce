import os
from pathlib import Path

import numpy as np
import pytest

from training import mnist
from training.errors import BadData

WAYS = r"Looked for: .*--data FILE\.npz, DIGITSCOPE_MNIST=FILE\.npz"


def _write(path: Path, **arrays: np.ndarray) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    """It names the file, what was looked for, and the ways to provide it."""
    with pytest.raises(BadData, match=rf"no file .*nowhere\.npz.*{WAYS}"):
        mnist.load(tmp_path / "nowhere.npz")


def test_the_variables_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path / "elsewhere.npz"))
    with pytest.raises(BadData, match=r"elsewhere\.npz"):
        mnist.load()


def test_a_truncated_file_is_one_clear_error(tmp_path: Path) -> None:
    whole = _write(tmp_path / "whole.npz", x_train=np.zeros((50, 28, 28), np.uint8)).read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 10):
        cut = tmp_path / "cut.npz"
        cut.write_bytes(whole[:length])
        with pytest.raises(BadData, match=WAYS):
            mnist.load(cut)


def test_another_kind_of_file_is_one_clear_error(tmp_path: Path) -> None:
    """Text, a folder, a single array."""
    text, array = tmp_path / "mnist.csv", tmp_path / "array.npy"
    text.write_text("5,0,0,0\n")
    np.save(array, np.zeros(3))
    for path in (text, array, tmp_path):
        with pytest.raises(BadData, match=WAYS):
            mnist.load(path)


def test_foreign_arrays_are_refused_by_their_digest(tmp_path: Path) -> None:
    """The right names do not make MNIST: each array's contents are checked."""
    zeros = np.zeros((2, 28, 28), np.uint8)
    path = _write(tmp_path / "other.npz", x_train=zeros, y_train=zeros[:, 0, 0], x_test=zeros, y_test=zeros[:, 0, 0])
    with pytest.raises(BadData, match=r"not MNIST: x_train, y_train, x_test, y_test have other contents"):
        mnist.load(path)
    with pytest.raises(BadData, match="not MNIST: y_test"):
        mnist.load(_write(tmp_path / "part.npz", x_train=zeros, y_train=zeros, x_test=zeros))


def test_a_failed_download_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    def offline() -> None:
        raise OSError("no route to host")

    monkeypatch.delenv(mnist.VARIABLE, raising=False)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", offline)
    with pytest.raises(BadData, match=rf"cannot be downloaded: no route to host.*{WAYS}"):
        mnist.load()


@pytest.mark.skipif(not os.environ.get(mnist.VARIABLE), reason="DIGITSCOPE_MNIST names no file")
def test_the_real_file_is_taken() -> None:
    data = mnist.load()
    assert data.train.images.shape == (60_000, 28, 28)
    assert len(data.test) == 10_000
    assert data.sha256 == mnist.SHA256
