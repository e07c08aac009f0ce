"""GET /v1/models/{model}: the state of each version."""

import json

from app.v1.address import Address
from app.v1.errors import Code, Refused
from model.versions.served import State, Status
from model.versions.store import Store

_STATES = {
    State.INCOMPLETE: "START",
    State.LOADING: "LOADING",
    State.AVAILABLE: "AVAILABLE",
    State.UNLOADING: "UNLOADING",
    State.UNLOADED: "END",
    State.FAILED: "END",
}


def render_status(store: Store, address: Address) -> bytes:
    """The versions of the model folder, newest first, or the one that is asked for.

    A label changes nothing, as TensorFlow Serving only looks for a version here.

    Raises:
        Refused: there is no such model or version.
    """
    statuses = store.view.statuses if address.model == store.name else {}
    if address.version is not None:
        if address.version not in statuses:
            raise Refused(f"Could not find version {address.version} of model {address.model}", Code.NOT_FOUND)
        statuses = {address.version: statuses[address.version]}
    if not statuses:
        raise Refused(f"Could not find any versions of model {address.model}", Code.NOT_FOUND)
    listed = [_describe(number, statuses[number]) for number in sorted(statuses, reverse=True)]
    return json.dumps({"model_version_status": listed}, indent=1).encode() + b"\n"


def _describe(number: int, status: Status) -> dict[str, object]:
    failed = status.state == State.FAILED
    return {
        "version": str(number),
        "state": _STATES[status.state],
        "status": {"error_code": "UNKNOWN" if failed else "OK", "error_message": status.reason if failed else ""},
    }
