import gc
import json
import os
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from model.errors import BadRollout, BadVersion, NotFound
from model.versions.follower import Follower
from model.versions.observer import RolloutUnobserved
from model.versions.rollout import FILE_NAME
from model.versions.served import Served, State
from model.versions.store import Store, View


class Graph:
    """Stands for TensorFlow's objects, which hold each other."""

    def __init__(self) -> None:
        self.itself = self


class Folder:
    """A model folder whose versions are made of one small file each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.loads: list[int] = []
        path.mkdir()

    def add(self, number: int, content: str = "good") -> None:
        (self.path / str(number)).mkdir(exist_ok=True)
        (self.path / str(number) / "saved_model.pb").write_text(content)

    def remove(self, number: int) -> None:
        shutil.rmtree(self.path / str(number))

    def rollout(self, **fields: object) -> None:
        (self.path / FILE_NAME).write_text(json.dumps(fields))

    def load(self, folder: Path) -> Served:
        """Load what is good, and fail as a damaged version does for what is bad."""
        number, content = int(folder.name), (folder / "saved_model.pb").read_text()
        self.loads.append(number)
        if content == "bad":
            raise BadVersion(f"{folder} gives golden picture 0 another class")
        if content == "worse":
            raise MemoryError("no room")
        return Served(number, Graph(), None)  # type: ignore[arg-type]


Follow = Callable[..., tuple[Store, Follower]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "digits")


@pytest.fixture
def follow(folder: Folder) -> Follow:
    """A store that follows the folder, started; new versions need not settle."""

    def start(settle_s: float = 0) -> tuple[Store, Follower]:
        store = Store(folder.path)
        follower = Follower(store, folder.load, settle_s=settle_s)
        follower.start()
        return store, follower

    return start


def _states(store: Store) -> dict[int, State]:
    return {number: status.state for number, status in store.view.statuses.items()}


def test_a_new_version_goes_live_and_the_old_one_stays(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow()
    folder.add(2)
    follower.sync()
    assert [served.number for served in store.served] == [2, 1]
    assert store.get().number == 2
    follower.sync()
    assert folder.loads == [1, 2]


def test_of_several_new_versions_the_newest_is_loaded_first(folder: Folder, follow: Follow) -> None:
    """It is the one that is to answer."""
    folder.add(1)
    _, follower = follow()
    for number in (2, 3, 4):
        folder.add(number)
    follower.sync()
    assert folder.loads == [1, 4, 3, 2]


def test_under_latest_the_old_version_goes_once_the_new_one_is_there(folder: Folder, follow: Follow) -> None:
    folder.rollout(policy={"latest": 1})
    folder.add(1)
    store, follower = follow()
    folder.add(2)
    follower.sync()
    assert [served.number for served in store.served] == [2]
    assert _states(store) == {1: State.UNLOADED, 2: State.AVAILABLE}


@pytest.mark.parametrize(("content", "reason"), [("bad", "digits/2 gives golden picture 0"), ("worse", "MemoryError")])
def test_a_version_that_is_not_right_is_reported_and_the_old_one_stays(
    folder: Folder, follow: Follow, content: str, reason: str
) -> None:
    """The report does not tell where the folder lies."""
    folder.rollout(policy={"latest": 1})
    folder.add(1)
    store, follower = follow()
    folder.add(2, content)
    follower.sync()
    follower.sync()
    assert store.get().number == 1
    assert _states(store) == {1: State.AVAILABLE, 2: State.FAILED}
    assert reason in store.view.statuses[2].reason
    assert str(folder.path) not in store.view.statuses[2].reason
    assert folder.loads == [1, 2]
    with pytest.raises(NotFound, match="version 2 is failed"):
        store.get(2)


def test_a_failed_version_is_tried_again_once_its_files_change(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow()
    folder.add(2, "bad")
    follower.sync()
    folder.add(2, "mended")
    follower.sync()
    assert store.get().number == 2


def test_a_failed_version_is_tried_again_when_that_is_asked(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    _, follower = follow()
    folder.add(2, "bad")
    follower.sync()
    follower.sync(retry=2)
    follower.sync(retry=1)
    assert folder.loads == [1, 2, 2]


def test_a_version_that_is_replaced_in_its_place_is_loaded_anew(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow()
    before = store.get()
    folder.add(1, "other")
    follower.sync()
    assert store.get() is not before
    folder.add(1, "bad")
    follower.sync()
    assert store.view.statuses[1].state == State.AVAILABLE
    assert "golden" in store.view.statuses[1].reason


def test_another_file_of_the_same_size_is_another_version(folder: Folder, follow: Follow) -> None:
    """Weights that were trained once more have the size that they had."""
    folder.add(1, "good")
    store, follower = follow()
    before = store.get()
    folder.add(1, "best")
    os.utime(folder.path / "1" / "saved_model.pb", (1, 1))
    follower.sync()
    assert store.get() is not before


def test_a_folder_that_is_still_being_copied_waits(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow(settle_s=0.05)
    (folder.path / "2").mkdir()
    follower.sync()
    assert store.view.statuses[2].state == State.INCOMPLETE
    assert "no saved_model.pb" in store.view.statuses[2].reason
    folder.add(2)
    follower.sync()
    assert (store.view.statuses[2].state, store.get().number) == (State.INCOMPLETE, 1)
    assert "just changed" in store.view.statuses[2].reason
    while store.get().number == 1:
        follower.sync()
    assert folder.loads == [1, 2]


def test_a_folder_that_keeps_changing_is_not_loaded(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow(settle_s=60)
    for size in range(5):
        folder.add(2, "x" * size)
        follower.sync()
    assert store.view.statuses[2].state == State.INCOMPLETE


def test_a_vanished_folder_unloads_nothing_and_is_reported_until_it_is_back(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.add(2)
    store, follower = follow()
    gone = folder.path.with_name("gone")
    folder.path.rename(gone)
    follower.sync()
    assert [served.number for served in store.served] == [2, 1]
    folder.path.mkdir()
    follower.sync()
    assert [served.number for served in store.served] == [2, 1]
    assert store.view.problem == f"{store.name} holds no version any more; those that are loaded still answer"
    folder.path.rmdir()
    gone.rename(folder.path)
    follower.sync()
    assert [served.number for served in store.served] == [2, 1]
    assert store.view.problem == ""


def test_a_version_whose_folder_vanishes_goes_unless_it_is_the_last_or_has_a_label(
    folder: Folder, follow: Follow
) -> None:
    for number in (1, 2, 3):
        folder.add(number)
    folder.rollout(labels={"stable": 2})
    store, follower = follow()
    folder.remove(2)
    folder.remove(3)
    follower.sync()
    assert [served.number for served in store.served] == [2, 1]
    assert store.view.statuses[2].reason == "its folder is gone"
    assert store.view.problem == "the rollout names versions that are not there: 2"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"default": "stabel", "labels": {"stable": 1}}, "the rollout's default is the label 'stabel', which is on no"),
        ({"policy": {"specific": [1, 7]}}, "the rollout names versions that are not there: 7"),
    ],
)
def test_a_rollout_that_names_what_is_not_there_is_reported(
    folder: Folder, follow: Follow, fields: dict[str, object], problem: str
) -> None:
    folder.add(1)
    store, follower = follow()
    folder.rollout(**fields)
    follower.sync()
    assert store.view.problem.startswith(problem)
    assert store.view.default == 1


def test_a_label_moves_once_its_version_is_there(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.rollout(labels={"stable": 1}, default="stable")
    store, follower = follow()
    folder.rollout(labels={"stable": 2}, default="stable")
    follower.sync()
    assert (store.get().number, store.get(label="stable").number) == (1, 1)
    folder.add(2)
    follower.sync()
    assert (store.get().number, store.get(label="stable").number) == (2, 2)
    assert store.view.problem == ""


def test_the_default_stays_where_it_was_until_the_version_that_it_names_is_there(
    folder: Folder, follow: Follow
) -> None:
    for number in (1, 3):
        folder.add(number)
    folder.rollout(default=1)
    store, follower = follow()
    folder.rollout(default=2)
    follower.sync()
    assert store.get().number == 1
    folder.add(2)
    follower.sync()
    assert store.get().number == 2


def test_a_labelled_version_is_no_default_unless_the_rollout_says_so(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.add(2)
    folder.rollout(policy={"specific": [1]}, labels={"canary": 2})
    store, _ = follow()
    assert (store.get().number, store.get(label="canary").number) == (1, 2)


def test_a_rollout_that_makes_no_sense_is_reported_and_the_last_one_stays(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.add(2)
    folder.rollout(default=1)
    store, follower = follow()
    (folder.path / FILE_NAME).write_text("{")
    follower.sync()
    assert store.get().number == 1
    assert store.view.problem.startswith("digits/rollout.json cannot be followed")
    folder.rollout(default=2)
    follower.sync()
    assert (store.get().number, store.view.problem) == (2, "")


def test_a_paused_rollout_unloads_everything_and_goes_on_where_it_was(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.add(2)
    folder.rollout(default=1, paused=True)
    store, follower = follow()
    assert (store.served, folder.loads) == ([], [])
    folder.rollout(default=1)
    follower.sync(settled=True)
    assert store.get().number == 1
    folder.rollout(default=1, paused=True)
    follower.sync()
    assert _states(store) == {1: State.UNLOADED, 2: State.UNLOADED}


def test_a_request_in_flight_keeps_its_version_until_it_is_answered(folder: Folder, follow: Follow) -> None:
    """And the version's memory is free afterwards, although its objects hold each other."""
    folder.rollout(policy={"latest": 1})
    folder.add(1)
    store, follower = follow()
    in_flight = store.get()
    memory = weakref.ref(in_flight.graph)
    folder.add(2)
    gc.disable()
    try:
        follower.sync()
        assert _states(store) == {1: State.UNLOADING, 2: State.AVAILABLE}
        follower.sync()
        assert in_flight.number == 1
        del in_flight
        follower.sync()
        assert _states(store) == {1: State.UNLOADED, 2: State.AVAILABLE}
        assert memory() is None
    finally:
        gc.enable()


def test_a_version_that_only_garbage_still_holds_is_freed(folder: Folder, follow: Follow) -> None:
    """As an exception's frames do, which hold the exception."""
    folder.rollout(policy={"latest": 1})
    folder.add(1)
    store, follower = follow()
    garbage: list[object] = [store.get()]
    garbage.append(garbage)
    folder.add(2)
    gc.disable()
    try:
        del garbage
        follower.sync()
        assert _states(store) == {1: State.UNLOADED, 2: State.AVAILABLE}
    finally:
        gc.enable()


def test_a_service_starts_with_what_is_right(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    folder.add(2, "bad")
    store, _ = follow()
    assert store.get().number == 1
    assert _states(store) == {1: State.AVAILABLE, 2: State.FAILED}


def test_a_service_without_anything_right_does_not_start(folder: Folder, follow: Follow) -> None:
    with pytest.raises(BadVersion, match="holds no model version"):
        follow()
    folder.add(1, "bad")
    with pytest.raises(BadVersion, match="golden picture"):
        follow()
    folder.add(1)
    folder.rollout(policy={"specific": [2]}, default=3)
    with pytest.raises(BadVersion, match="names versions that are not there: 2, 3"):
        follow()
    (folder.path / FILE_NAME).write_text("{")
    with pytest.raises(BadRollout):
        follow()


def test_files_that_cannot_be_read_are_no_reason_to_stop(folder: Folder, follow: Follow) -> None:
    folder.add(1)
    store, follower = follow()
    folder.add(2)
    (folder.path / "2" / "dangling").symlink_to(folder.path / "nowhere")
    follower.sync()
    assert store.get().number == 2


class Heard(RolloutUnobserved):
    """Remembers what a follower tells, without times."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.defaults: list[int | None] = []

    def loaded(self, seconds: float) -> None:
        assert seconds >= 0
        self.events.append("loaded")

    def failed(self) -> None:
        self.events.append("failed")

    def swapped(self, seconds: float) -> None:
        assert seconds >= 0
        self.events.append("swapped")

    def published(self, view: View) -> None:
        if view.default not in self.defaults[-1:]:
            self.defaults.append(view.default)


def test_the_observer_hears_of_loads_failures_and_swaps_once_each(folder: Folder) -> None:
    """The first version to answer takes nobody's place."""
    folder.add(1)
    heard, store = Heard(), Store(folder.path)
    follower = Follower(store, folder.load, settle_s=0, observer=heard)
    follower.start()
    assert heard.events == ["loaded"]
    folder.add(2)
    follower.sync()
    folder.add(3, "bad")
    follower.sync()
    follower.sync()
    assert heard.events == ["loaded", "loaded", "swapped", "failed"]
    folder.rollout(default=1)
    follower.sync()
    assert heard.events[4:] == ["swapped"]
    assert heard.defaults == [None, 1, 2, 1]
