import json
from pathlib import Path

import pytest

from model.batcher import Batcher
from model.errors import BadVersion, NotFound, Overloaded
from model.folders import choose_folder, require_versions, version_folders
from model.manifest import Manifest
from model.scores import Scores
from model.store import Served, Store
from model.version import Frame, Version
from tests.doubles import FakeNetwork


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder with the versions 1, 2 and 10, and with other things between them."""
    for name in ("1", "2", "10", "latest", "1.5", "-3", ".unfinished-1a2b"):
        (tmp_path / "digits" / name).mkdir(parents=True)
    (tmp_path / "digits" / "7").write_text("a file is no version")
    return tmp_path / "digits"


@pytest.fixture
def store(folder: Path, version_folder: Path) -> Store:
    manifest = Manifest.read(version_folder)

    def load(path: Path) -> Served:
        version = Version(int(path.name), manifest, FakeNetwork(manifest))  # type: ignore[arg-type]
        batcher: Batcher[Frame, Scores] = Batcher(version.score, max_batch_size=8, max_pending=8)
        return Served(version, batcher)

    return Store(folder, load)


def test_folders_named_by_a_whole_number_are_versions_and_nothing_else_is(folder: Path) -> None:
    assert version_folders(folder) == {number: folder / str(number) for number in (1, 2, 10)}


@pytest.mark.parametrize("name", ["nowhere", "empty", "a_file"])
def test_a_folder_without_versions_is_refused_with_what_is_expected_and_what_to_do(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a_file").write_text("")
    with pytest.raises(BadVersion, match=f"{name} holds no model version: .* such as .*{name}/1.*`digitscope train"):
        require_versions(tmp_path / name)
    assert version_folders(tmp_path / name) == {}


def test_the_newest_version_is_the_default(store: Store, folder: Path) -> None:
    store.load()
    assert store.get().version.number == 10
    assert [served.version.number for served in store.served] == [10, 2, 1]
    assert choose_folder(folder, None) == folder / "10"


def test_a_version_is_found_by_its_number(store: Store, folder: Path) -> None:
    store.load()
    assert store.get(2).version.number == 2
    assert choose_folder(folder, 2) == folder / "2"


def test_a_version_that_is_not_there_is_refused_with_those_that_are(store: Store, folder: Path) -> None:
    store.load()
    with pytest.raises(NotFound, match="no version 3; the versions are 1, 2, 10"):
        store.get(3)
    with pytest.raises(NotFound, match="no version 3; the versions are 1, 2, 10"):
        choose_folder(folder, 3)


def test_a_label_is_a_name_for_a_version(store: Store, folder: Path) -> None:
    (folder / "labels.json").write_text(json.dumps({"stable": 2, "canary": 10, "old": 2}))
    store.load()
    assert store.get(label="stable").version.number == 2
    assert store.get(2, "stable").version.number == 2
    assert store.labels_of(2) == ["old", "stable"]
    assert store.labels_of(1) == []


def test_a_label_that_is_not_there_is_refused_with_those_that_are(store: Store, folder: Path) -> None:
    store.load()
    with pytest.raises(NotFound, match="no label 'stable'; the labels are none"):
        store.get(label="stable")
    (folder / "labels.json").write_text('{"canary": 10}')
    store.load()
    with pytest.raises(NotFound, match="no label 'stable'; the labels are canary"):
        store.get(label="stable")
    with pytest.raises(NotFound, match="label 'canary' is on version 10, not on version 1"):
        store.get(1, "canary")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "cannot be read"),
        ("[1]", "must map each label to a version's number"),
        ('{"stable": "1"}', "must map each label to a version's number"),
        ('{"stable": true}', "must map each label to a version's number"),
        ('{"stable": 3}', r"labels versions that do not exist: \{'stable': 3\}"),
    ],
)
def test_labels_that_make_no_sense_are_refused(store: Store, folder: Path, text: str, complaint: str) -> None:
    (folder / "labels.json").write_text(text)
    with pytest.raises(BadVersion, match=rf"labels\.json.*{complaint}"):
        store.load()


def test_the_models_name_is_the_folders_also_of_a_relative_one(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.name == "digits"
    monkeypatch.chdir(folder)
    assert Store(Path(), lambda _: store.get()).name == "digits"
    assert choose_folder(Path(), 1).parent.name == "digits"


@pytest.mark.anyio
async def test_closing_refuses_what_comes_later(store: Store) -> None:
    store.load()
    store.close()
    with pytest.raises(Overloaded):
        store.get().batcher.submit(None)  # type: ignore[arg-type]
