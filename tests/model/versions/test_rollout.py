import errno
import json
import os
import re
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadRollout, NotFound, ReadOnly
from model.versions.rollout import FILE_NAME, Rollout, change

FOUND = [1, 2, 3, 7]
POLICY = 'policy must be "all", {"latest": 2} for so many of the highest numbers, or {"specific": [1, 3]}'
LABELS = (
    'labels must give version numbers to names, such as {"stable": 1}; a name has up to 64 letters, digits, - and _, '
    "and begins with a"
)


def _read(folder: Path, text: str) -> Rollout:
    (folder / FILE_NAME).write_text(text)
    return Rollout.read(folder)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{}", {1, 2, 3, 7}),
        ('{"policy": "all"}', {1, 2, 3, 7}),
        ('{"policy": {"latest": 1}}', {7}),
        ('{"policy": {"latest": 2}}', {3, 7}),
        ('{"policy": {"latest": 9}}', {1, 2, 3, 7}),
        ('{"policy": {"specific": [1, 3, 5]}}', {1, 3}),
        ('{"policy": {"specific": []}}', set()),
        ('{"policy": {"latest": 1}, "labels": {"stable": 2}}', {2, 7}),
        ('{"policy": {"latest": 1}, "default": 3}', {3, 7}),
        ('{"policy": {"latest": 1}, "loaded": [1]}', {1, 7}),
        ('{"policy": {"latest": 2}, "unloaded": [7]}', {2, 3}),
        ('{"unloaded": [7], "labels": {"stable": 7}}', {1, 2, 3, 7}),
        ('{"paused": true, "labels": {"stable": 7}}', set()),
    ],
)
def test_versions_are_wanted_by_policy_by_name_and_by_request(text: str, wanted: set[int], tmp_path: Path) -> None:
    assert _read(tmp_path, text).wanted(FOUND) == wanted


def test_a_folder_without_the_file_serves_every_version(tmp_path: Path) -> None:
    assert Rollout.read(tmp_path) == Rollout()
    assert Rollout().wanted(FOUND) == set(FOUND)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "it is no JSON: EOF while parsing an object at line 1"),
        ("[1]", "it must be an object, such as {}; got [1]"),
        ('{"policy": "some"}', f'{POLICY}; got "some"'),
        ('{"policy": {"latest": 0}}', f'{POLICY}; got {{"latest": 0}}'),
        ('{"policy": {"latest": 1, "specific": [1]}}', f'{POLICY}; got {{"latest": 1, "specific": [1]}}'),
        ('{"labels": {"canary": 2, "stable": "1"}}', f'{LABELS} letter or _; got {{"stable": "1"}}'),
        ('{"labels": {"stable": true}}', f'{LABELS} letter or _; got {{"stable": true}}'),
        ('{"labels": {"9lives": 1, "stable": -1}}', f'{LABELS} letter or _; got {{"9lives": 1, "stable": -1}}'),
        ('{"labels": [1]}', f"{LABELS} letter or _; got [1]"),
        ('{"default": 1.5}', "default must be a label or a version's number, or be left out for the newest version"),
        ('{"loaded": 7, "unloaded": ["1"]}', "loaded must be a list of version numbers, such as [1, 3]; got 7; "),
        ('{"paused": "no way"}', 'paused must be true or false; got "no way"'),
        ('{"labels": "' + "x" * 500 + '"}', f'{LABELS} letter or _; got "{"x" * 76}...'),
        ('{"lables": {"stable": 1}}', 'there is no "lables"; what it may have is policy, labels, default, loaded'),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_what_it_must_be_and_what_came(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(BadRollout, match=re.escape(f"/rollout.json cannot be followed: {complaint}")):
        _read(tmp_path, text)


def test_promoting_makes_a_version_the_stable_default() -> None:
    promoted = Rollout().promoting(3, before=7)
    assert (promoted.labels, promoted.default) == ({"stable": 3}, "stable")


def test_a_promotion_is_undone_also_the_first_one() -> None:
    first = Rollout().promoting(3, before=2)
    assert first.rolled_back(FOUND).labels == {"stable": 2}
    second = first.promoting(7, before=3)
    assert second.rolled_back(FOUND).labels == {"stable": 3}


def test_a_rollback_is_undone_by_another() -> None:
    promoted = Rollout(labels={"stable": 2}).promoting(7, before=2)
    assert promoted.rolled_back(FOUND).rolled_back(FOUND).labels == {"stable": 7}


def test_a_promotion_of_what_is_promoted_already_changes_nothing() -> None:
    """Else the next rollback would go nowhere."""
    promoted = Rollout(labels={"stable": 2}).promoting(7, before=2)
    assert promoted.promoting(7, before=7) == promoted


def test_without_a_promotion_a_rollback_goes_to_the_version_before_the_newest() -> None:
    back = Rollout().rolled_back(FOUND)
    assert (back.labels, back.default) == ({"stable": 3}, "stable")
    assert back.rolled_back(FOUND).labels == {"stable": 7}


@pytest.mark.parametrize(
    ("rollout", "found"), [(Rollout(), [7]), (Rollout(default=2), FOUND), (Rollout(labels={"stable": 2}), FOUND)]
)
def test_a_rollback_to_nowhere_is_refused(rollout: Rollout, found: list[int]) -> None:
    with pytest.raises(NotFound, match="nothing to go back to"):
        rollout.rolled_back(found)


def test_a_label_goes_and_the_default_that_goes_by_it_holds_it() -> None:
    rollout = Rollout(labels={"stable": 1, "canary": 2}, default="stable", previous={"canary": 1})
    without = rollout.without_label("canary")
    assert (without.labels, without.previous) == ({"stable": 1}, {})
    with pytest.raises(BadRollout, match="label 'stable' is the default"):
        rollout.without_label("stable")
    with pytest.raises(NotFound, match="no label 'beta'; the labels are canary, stable"):
        rollout.without_label("beta")


def test_a_label_takes_back_that_its_version_was_unloaded() -> None:
    """Which else would go again with the label."""
    labelled = Rollout(unloaded=(2, 3)).with_label("canary", 2)
    assert labelled.without_label("canary").wanted(FOUND) == {1, 2, 7}


def test_the_default_is_a_label_that_exists_a_version_or_the_newest() -> None:
    rollout = Rollout(labels={"stable": 1})
    assert rollout.with_default("stable").default == "stable"
    assert rollout.with_default(2).with_default(None).default is None
    with pytest.raises(NotFound, match="no label 'beta'"):
        rollout.with_default("beta")


def test_a_version_is_unloaded_unless_a_name_holds_it() -> None:
    assert Rollout(loaded=(3,)).unloading(3) == Rollout(unloaded=(3,))
    with pytest.raises(BadRollout, match="version 3 is needed by label 'stable' and the default"):
        Rollout(labels={"stable": 3}, default=3).unloading(3)


@given(st.lists(st.sampled_from(FOUND), max_size=6), st.sampled_from(FOUND))
def test_what_is_loaded_last_is_wanted_and_what_is_unloaded_last_is_not(steps: list[int], last: int) -> None:
    rollout = Rollout.model_validate({"policy": {"latest": 1}})
    for number in steps:
        rollout = rollout.loading(number) if number % 2 else rollout.unloading(number)
    assert last in rollout.loading(last).wanted(FOUND)
    assert last not in rollout.unloading(last).wanted(FOUND)
    assert rollout.loading(last).unloading(last).loading(last) == rollout.loading(last)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder with a version."""
    (tmp_path / "digits" / "1").mkdir(parents=True)
    return tmp_path / "digits"


def test_a_change_is_written_whole_and_leaves_nothing_beside_it(folder: Path) -> None:
    change(folder, lambda before: before.with_label("stable", 2))
    assert json.loads((folder / FILE_NAME).read_text()) == {"labels": {"stable": 2}}
    assert sorted(path.name for path in folder.iterdir()) == ["1", FILE_NAME]


def test_who_reads_the_file_while_it_changes_reads_the_old_one_whole(folder: Path) -> None:
    change(folder, lambda before: before.with_label("stable", 2))
    with (folder / FILE_NAME).open() as reading:
        change(folder, lambda before: before.with_label("canary", 3))
        assert json.loads(reading.read()) == {"labels": {"stable": 2}}


def test_a_refused_change_changes_nothing(folder: Path) -> None:
    change(folder, lambda before: before.with_label("stable", 2))
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(NotFound):
        change(folder, lambda rollout: rollout.without_label("beta"))
    assert (folder / FILE_NAME).read_bytes() == before


def test_changes_at_once_are_made_one_after_another(folder: Path) -> None:
    """None of them is lost."""
    names = [f"label{number}" for number in range(16)]
    threads = [
        threading.Thread(target=change, args=(folder, lambda before, name=name: before.with_label(name, 1)))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Rollout.read(folder).labels) == sorted(names)


def _refusing_to_write(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_text", refuse)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_folder_that_cannot_be_written_to_is_a_clear_refusal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    _refusing_to_write(monkeypatch, code)
    with pytest.raises(
        ReadOnly, match=rf"rollout\.json cannot be written: {os.strerror(code)}\. .*mount it so"
    ) as raised:
        change(folder, lambda before: before.with_label("stable", 2))
    assert str(folder.parent) not in str(raised.value)


def test_a_disk_that_is_full_is_told_as_such_and_not_as_read_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, lambda before: before.with_label("stable", 1))
    _refusing_to_write(monkeypatch, errno.ENOSPC)
    with pytest.raises(BadRollout, match=r"cannot be written: No space left on device\. Nothing has changed"):
        change(folder, lambda before: before.with_label("stable", 2))
    assert Rollout.read(folder).labels == {"stable": 1}


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_a_folder_whose_disk_is_gone_is_told_as_such(folder: Path, left: str) -> None:
    """What were written to an empty mount point would be hidden once the disk is back."""
    shutil.rmtree(folder)
    if left == "an empty folder":
        folder.mkdir()
    with pytest.raises(BadRollout, match=r"the model folder digits holds no version.*still answer") as raised:
        change(folder, lambda before: before.with_label("stable", 2))
    assert str(folder) not in str(raised.value)
    assert not (folder / FILE_NAME).exists()


@pytest.mark.parametrize("label", ["two words", "7", ""])
def test_a_change_that_nobody_could_read_is_not_written(folder: Path, label: str) -> None:
    change(folder, lambda before: before.with_label("stable", 1))
    with pytest.raises(BadRollout, match="cannot be changed so"):
        change(folder, lambda before: before.with_label(label, 1))
    assert Rollout.read(folder).labels == {"stable": 1}
