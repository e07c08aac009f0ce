"""Which model, version and operation a path means. Paths are case-insensitive, and names percent-encoded."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from app.v1.errors import Refused
from model.versions.folders import LARGEST_VERSION

_WHICH = r"(?:/versions/(\d+)|/labels/([^/:]+))?"
_FLAGS = re.IGNORECASE | re.ASCII
_POST = re.compile(rf"/v1/models/([^/:]+){_WHICH}:(classify|regress|predict)", _FLAGS)
_GET = re.compile(rf"/v1/models(?:/([^/:]+))?{_WHICH}(?:/(metadata))?", _FLAGS)


@dataclass(frozen=True, slots=True)
class Address:
    """What a request is for. At most one of `version` and `label` is given; by default the default version is meant."""

    operation: str
    model: str
    version: int | None = None
    label: str | None = None


def parse_address(method: str, path: str) -> Address:
    """The address of a request; `path` as it came, still percent-encoded and without the query.

    Raises:
        Refused: the two fit no operation, the version is no 64-bit number, or the model's name is missing.
    """
    match = (_POST if method == "POST" else _GET).fullmatch(path) if method in ("GET", "POST") else None
    if match is None:
        raise Refused(f"Malformed request: {method} {path}")
    model, version, label, operation = match.groups()
    address = Address(
        (operation or "status").lower(),
        unquote(model or ""),
        _parse_version(version) if version else None,
        unquote(label) if label else None,
    )
    if not address.model:
        raise Refused("Missing model name in request.")
    return address


def _parse_version(digits: str) -> int:
    significant = digits.lstrip("0") or "0"
    # By its length first: Python converts no text of thousands of digits.
    if len(significant) > 19 or int(significant) > LARGEST_VERSION:
        raise Refused(f"Failed to convert version: {digits[:256]} to numeric.")
    return int(significant)
