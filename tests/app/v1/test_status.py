import json
from pathlib import Path

import pytest

from app.v1.address import Address
from app.v1.errors import Refused
from app.v1.status import render_status
from model.versions.served import State, Status
from model.versions.store import Store, View


@pytest.fixture
def store() -> Store:
    """A version in each state."""
    store = Store(Path("digits"))
    statuses = {number: Status(state) for number, state in enumerate(State, 1)}
    failed = next(number for number, status in statuses.items() if status.state == State.FAILED)
    store.view = View(statuses=statuses | {failed: Status(State.FAILED, "digits/4 is damaged")})
    return store


def test_every_state_has_one_of_tensorflow_servings_names(store: Store) -> None:
    """Newest first; a version that failed ends with its reason."""
    listed = json.loads(render_status(store, Address("status", "digits")))["model_version_status"]
    fine = {"error_code": "OK", "error_message": ""}
    assert listed == [
        {"version": "6", "state": "END", "status": fine},
        {"version": "5", "state": "UNLOADING", "status": fine},
        {"version": "4", "state": "END", "status": {"error_code": "UNKNOWN", "error_message": "digits/4 is damaged"}},
        {"version": "3", "state": "AVAILABLE", "status": fine},
        {"version": "2", "state": "LOADING", "status": fine},
        {"version": "1", "state": "START", "status": fine},
    ]


def test_one_version_is_told_alone_and_a_label_changes_nothing(store: Store) -> None:
    def told(address: Address) -> list[str]:
        return [each["version"] for each in json.loads(render_status(store, address))["model_version_status"]]

    assert told(Address("status", "digits", version=3)) == ["3"]
    assert told(Address("status", "digits", label="nowhere")) == ["6", "5", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (Address("status", "cats"), "Could not find any versions of model cats"),
        (Address("status", "cats", 3), "Could not find version 3 of model cats"),
        (Address("status", "digits", 9), "Could not find version 9 of model digits"),
    ],
)
def test_what_is_not_there_is_not_found(store: Store, address: Address, message: str) -> None:
    with pytest.raises(Refused) as refused:
        render_status(store, address)
    assert (refused.value.message, refused.value.code.value) == (message, 404)
