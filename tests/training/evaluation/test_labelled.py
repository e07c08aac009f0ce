import json
from pathlib import Path

import pytest

from training.errors import BadData
from training.evaluation.labelled import labelled_pictures


def _touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("7/x.png", "7"),
        ("7/3.png", "7"),
        ("7.png", "7"),
        ("7_x.png", "7"),
        ("7_0012.jpg", "7"),
        ("x_7.PNG", "7"),
        ("x-label7.png", "7"),
        ("digit-7-copy-2.png", "7"),
        ("scan 2 of 7.png", "7"),
        ("IMG_0012_7.jpeg", "7"),
        ("photos/x_7.png", "7"),
        ("none/x_7.png", ""),
        ("IMG_0012.png", None),
        ("x.png", None),
        ("20x7.png", "7"),
    ],
)
def test_a_label_is_found_in_the_folders_or_the_files_name(tmp_path: Path, name: str, label: str | None) -> None:
    (picture,) = labelled_pictures(_touch(tmp_path, name))
    assert picture.label == label


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    assert labelled_pictures(_touch(tmp_path, "7/notes.txt", "README.md")) == []


def test_an_index_comes_before_names(tmp_path: Path) -> None:
    _touch(tmp_path, "photo/1.png", "photo/2.png")
    records = [{"file": "photo/1.png", "label": "42", "kind": "multi"}, {"file": "photo/2.png", "label": None}]
    (tmp_path / "INDEX.json").write_text(json.dumps(records))
    assert [(each.label, each.kind) for each in labelled_pictures(tmp_path)] == [("42", "multi"), ("", "photo")]


def test_a_table_of_labels_is_read(tmp_path: Path) -> None:
    _touch(tmp_path, "a.png", "b.png")
    (tmp_path / "labels.csv").write_text("file,label\na.png,3\nb.png,none\n")
    assert [(each.path.name, each.label, each.kind) for each in labelled_pictures(tmp_path)] == [
        ("a.png", "3", "all"),
        ("b.png", "", "all"),
    ]


@pytest.mark.parametrize(
    ("index", "content"),
    [("INDEX.json", "[1"), ("INDEX.json", '[{"file": "a.png"}]'), ("INDEX.json", "[1]"), ("labels.csv", "name\na.png")],
)
def test_a_damaged_index_is_told_with_the_ways_to_label(tmp_path: Path, index: str, content: str) -> None:
    (tmp_path / index).write_text(content)
    with pytest.raises(BadData, match=rf"{index} is no index(.|\n)*x-label7\.png"):
        labelled_pictures(tmp_path)


def test_an_index_of_missing_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,label\na.png,3\n")
    with pytest.raises(BadData, match=r"not there: .*a\.png"):
        labelled_pictures(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="there is no folder"):
        labelled_pictures(tmp_path / "nowhere")
