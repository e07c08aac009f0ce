"""Why a `rollout.json` cannot be followed, in an operator's words."""

import json
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

_VERSIONS = "must be a list of version numbers, such as [1, 3]"
_LABELS = 'must give version numbers to names, such as {"stable": 1}'
_MEANT = {
    "policy": 'must be "all", {"latest": 2} for so many of the highest numbers, or {"specific": [1, 3]}',
    "labels": f"{_LABELS}; a name has up to 64 letters, digits, - and _, and begins with a letter or _",
    "default": "must be a label or a version's number, or be left out for the newest version",
    "loaded": _VERSIONS,
    "unloaded": _VERSIONS,
    "paused": "must be true or false",
    "previous": _LABELS,
}
_LONGEST = 80


def complaints(error: ValidationError, given: bytes | dict[str, Any]) -> str:
    """For each member that is wrong what it must be and what came; `given` is what was validated."""
    errors = error.errors()
    if errors[0]["type"] == "json_invalid":
        return f"it is no JSON: {errors[0]['ctx']['error']}"
    members = from_json(given) if isinstance(given, bytes) else given
    if not isinstance(members, dict):
        return f"it must be an object, such as {{}}; got {_short(members)}"
    wrong: dict[str, set[Any]] = {}
    for each in errors:
        member, *inside = each["loc"]
        wrong.setdefault(str(member), set()).update(inside[:1])
    return "; ".join(_told(member, members[member], inside) for member, inside in wrong.items())


def _told(member: str, came: Any, inside: set[Any]) -> str:
    if member not in _MEANT:
        return f"there is no {_short(member)}; what it may have is {', '.join(_MEANT)}"
    if isinstance(came, dict) and inside & came.keys():  # of many labels those that are wrong
        came = {name: value for name, value in came.items() if name in inside}
    return f"{member} {_MEANT[member]}; got {_short(came)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
