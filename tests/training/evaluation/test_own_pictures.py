from pathlib import Path

import cv2
import numpy as np
import pytest

from model.versions.saved_model import SavedModel
from training.errors import BadData
from training.evaluation.labelled import labelled_pictures
from training.evaluation.own_pictures import OwnPictures
from training.writing.strokes import draw


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Digits by folder and by name, one named wrong, one that is damaged, a blank sheet, and one without a label."""
    folder = tmp_path_factory.mktemp("pictures")
    blank = np.full((60, 60), 200, np.uint8)
    pictures = {"3/a.png": draw(3), "x_4.png": draw(4), "5_x.png": draw(6), "none/x.png": blank, "who.png": draw(8)}
    for name, pixels in pictures.items():
        (folder / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(folder / name), pixels)
    (folder / "7.png").write_bytes(b"no picture")
    return folder


def test_own_pictures_are_read_as_uploads_are(folder: Path, version_folder: Path) -> None:
    own = OwnPictures.prepare(folder, labelled_pictures(folder))
    figures = own.figures(SavedModel(version_folder), {})
    digits, others = figures["trials"]
    assert (digits["group"], digits["count"], digits["right"], digits["refused"]) == ("digits", 4, 2, 1)
    assert (others["name"], others["count"], others["refused"]) == ("none", 1, 1)
    assert sorted(figures["wrong"], key=lambda each: each["file"]) == [
        {"file": "5_x.png", "label": "5", "answer": "6"},
        {"file": "7.png", "label": "7", "answer": None},
    ]


def test_a_picture_without_a_label_is_named_and_left_out(folder: Path) -> None:
    own = OwnPictures.prepare(folder, labelled_pictures(folder))
    assert [path.name for path in own.unlabelled] == ["who.png"]


def test_a_folder_without_any_label_is_refused_with_the_ways_to_label(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "who.png"), draw(8))
    with pytest.raises(BadData, match=r"of the 1 pictures .* none is labelled. Ways .*x_7\.png.*labels\.csv"):
        OwnPictures.prepare(tmp_path, labelled_pictures(tmp_path))
