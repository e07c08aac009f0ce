from pathlib import Path

import pytest

from model.batching.batcher import Batcher
from model.batching.knobs import Knobs
from model.errors import BadVersion, NotFound, NotLoaded, Overloaded
from model.scores import Scores
from model.versions.folders import choose_folder, require_versions, version_folders
from model.versions.manifest import Manifest
from model.versions.rollout import Rollout
from model.versions.served import Served, State, Status
from model.versions.store import Store, View
from model.versions.version import Frame, Version
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
    """Versions 1, 2 and 10 are loaded, 10 by default; 11 failed."""
    manifest = Manifest.read(version_folder)

    def serve(number: int) -> Served:
        version = Version(number, manifest, FakeNetwork(manifest))  # type: ignore[arg-type]
        batcher: Batcher[Frame, Scores] = Batcher(version.score, Knobs(8, 8))
        return Served(number, version.graph, (version, batcher))

    store = Store(folder)
    statuses = {number: Status(State.AVAILABLE) for number in (1, 2, 10)} | {11: Status(State.FAILED, "broken")}
    rollout = Rollout(labels={"stable": 2, "canary": 10, "old": 2, "next": 11})
    store.view = View(
        {number: serve(number) for number in (1, 2, 10)}, {"stable": 2, "canary": 10, "old": 2}, 10, statuses, rollout
    )
    return store


def test_a_number_that_no_protocol_can_name_is_no_version(tmp_path: Path) -> None:
    for name in ("1", "01", str(2**63 - 1), str(2**63)):
        (tmp_path / name).mkdir()
    assert version_folders(tmp_path) == {1: tmp_path / "1", 2**63 - 1: tmp_path / str(2**63 - 1)}


def test_folders_named_by_a_whole_number_are_versions_and_nothing_else_is(folder: Path) -> None:
    assert version_folders(folder) == {number: folder / str(number) for number in (1, 2, 10)}


@pytest.mark.parametrize("name", ["nowhere", "empty", "a_file"])
def test_a_folder_without_versions_is_refused_with_what_is_expected_and_what_to_do(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a_file").write_text("")
    with pytest.raises(BadVersion, match=f"{name} holds no model version: .* such as .*{name}/1.*`digitscope train"):
        require_versions(tmp_path / name)
    assert version_folders(tmp_path / name) == {}


def test_what_is_served_is_listed_newest_first(store: Store, folder: Path) -> None:
    assert store.get().number == 10
    assert [served.number for served in store.served] == [10, 2, 1]
    assert choose_folder(folder, None) == folder / "10"


def test_a_version_is_found_by_its_number(store: Store, folder: Path) -> None:
    assert store.get(2).version.number == 2
    assert choose_folder(folder, 2) == folder / "2"


def test_a_version_that_is_not_there_is_refused_with_those_that_are(store: Store, folder: Path) -> None:
    with pytest.raises(NotFound, match="no version 3; the versions are 1, 2, 10"):
        store.get(3)
    with pytest.raises(NotFound, match="no version 3; the versions are 1, 2, 10"):
        choose_folder(folder, 3)


def test_a_version_that_is_not_loaded_is_refused_with_its_state(store: Store) -> None:
    with pytest.raises(NotFound, match="version 11 is failed; the versions are 1, 2, 10"):
        store.get(11)


def test_a_label_is_a_name_for_a_version(store: Store) -> None:
    assert store.get(label="stable").version.number == 2
    assert store.get(2, "stable").version.number == 2
    assert store.view.labels_of(2) == ["old", "stable"]
    assert store.view.labels_of(1) == []


def test_a_label_that_is_not_there_is_refused_with_those_that_are(store: Store) -> None:
    with pytest.raises(NotFound, match="no label 'beta'; the labels are canary, old, stable"):
        store.get(label="beta")
    with pytest.raises(NotFound, match="label 'canary' is on version 10, not on version 1"):
        store.get(1, "canary")
    with pytest.raises(NotFound, match="label 'next' is on version 11, which is not loaded"):
        store.get(label="next")


def test_a_store_without_a_version_says_so(folder: Path) -> None:
    store = Store(folder)
    with pytest.raises(NotLoaded, match=r"no version is loaded$"):
        store.get()
    store.view = View(rollout=Rollout(paused=True))
    with pytest.raises(NotLoaded, match="no version is loaded: the rollout is paused"):
        store.get()


def test_the_models_name_is_the_folders_also_of_a_relative_one(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.name == "digits"
    monkeypatch.chdir(folder)
    assert Store(Path()).name == "digits"
    assert choose_folder(Path(), 1).parent.name == "digits"


@pytest.mark.anyio
async def test_closing_refuses_what_comes_later(store: Store) -> None:
    store.close()
    with pytest.raises(Overloaded):
        store.get().batcher.submit(None)  # type: ignore[arg-type]
