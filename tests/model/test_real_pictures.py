"""Real pictures, where `DIGITSCOPE_PICTURES` names a labelled folder of them: found, and blank where they are blank."""

import os
from pathlib import Path

import pytest

from app.settings import Settings
from benchmarks.pictures import read
from model.normalise import normalise
from model.picture.decode import decode
from model.versions.folders import choose_folder
from model.versions.saved_model import SavedModel
from training.evaluation.labelled import labelled_pictures

pytestmark = pytest.mark.skipif(
    "DIGITSCOPE_PICTURES" not in os.environ, reason="DIGITSCOPE_PICTURES does not name a folder of labelled pictures"
)

# Right answers of each version behind this normaliser, at the least.
FLOORS = {
    1: {"photo": 0.95, "scan": 0.965, "drawn": 0.97, "inverted": 0.975, "historical": 0.73},
    2: {"photo": 1.0, "scan": 0.99, "drawn": 0.99, "inverted": 0.99, "historical": 0.85},
}


@pytest.mark.parametrize(("version", "kind"), [(version, kind) for version in FLOORS for kind in FLOORS[version]])
def test_real_digits_are_read(version: int, kind: str) -> None:
    """The share of right answers does not fall below what was reached."""
    pictures = [each for each in labelled_pictures(Path(os.environ["DIGITSCOPE_PICTURES"])) if each.kind == kind]
    if not pictures:
        pytest.skip(f"no picture of kind {kind}")
    answers = read(pictures, SavedModel(choose_folder(Settings().model_dir, version)))
    assert sum(answer.right for answer in answers) >= FLOORS[version][kind] * len(answers)


def test_blank_paper_is_blank() -> None:
    """Thin paper with print on its other side, and the edge of a sheet, show no ink."""
    blank = [each for each in labelled_pictures(Path(os.environ["DIGITSCOPE_PICTURES"])) if each.kind == "neg_blank"]
    assert all(normalise(decode(each.path.read_bytes())).record.blank for each in blank)
