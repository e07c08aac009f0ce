from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model.errors import BadVersion
from model.versions.golden import FILE_NAME, check_golden

IMAGES = np.zeros((2, 28, 28), np.uint8)
ANSWERS = np.array([[0.9, 0.1], [0.2, 0.8]], np.float32)


class Answering:
    """A model with known answers."""

    def __init__(self, probabilities: NDArray[np.float32]) -> None:
        self.probabilities = probabilities

    def predict(self, _images: NDArray[np.uint8]) -> Any:
        return SimpleNamespace(probabilities=self.probabilities)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / FILE_NAME
    path.parent.mkdir()
    np.savez(path, images=IMAGES, probabilities=ANSWERS)
    return tmp_path


def _check(probabilities: NDArray[np.float32], folder: Path) -> None:
    check_golden(Answering(probabilities), folder)  # type: ignore[arg-type]


def test_the_right_answers_pass_rounding_included(folder: Path) -> None:
    _check(ANSWERS, folder)
    _check(ANSWERS + np.array([0.0009, -0.0009], np.float32), folder)


def test_another_class_is_refused(folder: Path) -> None:
    with pytest.raises(BadVersion, match="golden picture 1 another class"):
        _check(np.array([[0.9, 0.1], [0.6, 0.4]], np.float32), folder)


def test_another_probability_is_refused(folder: Path) -> None:
    """More than 1e-3 away, or no number."""
    for wrong in (
        ANSWERS + np.array([0.002, -0.002], np.float32),
        np.where(ANSWERS > 0.1, ANSWERS, np.float32(np.nan)),
    ):
        with pytest.raises(BadVersion):
            _check(wrong, folder)


def test_another_shape_is_refused(folder: Path) -> None:
    with pytest.raises(BadVersion, match="shape"):
        _check(np.ones((2, 3), np.float32), folder)


def test_a_missing_or_damaged_file_is_refused(folder: Path) -> None:
    path = folder / FILE_NAME
    whole = path.read_bytes()
    for content in (b"", b"text", whole[:100], whole[:-30]):
        path.write_bytes(content)
        with pytest.raises(BadVersion, match="holds no golden pictures"):
            _check(ANSWERS, folder)
    path.unlink()
    with pytest.raises(BadVersion, match="holds no golden pictures"):
        _check(ANSWERS, folder)


def test_a_file_without_pictures_or_answers_is_refused(folder: Path) -> None:
    np.savez(folder / FILE_NAME, images=IMAGES)
    with pytest.raises(BadVersion, match="holds no golden pictures"):
        _check(ANSWERS, folder)
    np.savez(folder / FILE_NAME, images=IMAGES[:0], probabilities=ANSWERS[:0])
    with pytest.raises(BadVersion, match="one answer for each picture"):
        _check(ANSWERS, folder)
