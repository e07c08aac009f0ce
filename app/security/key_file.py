"""The file of API keys: read, followed while it changes, and changed."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from app.security.errors import BadKeys
from app.security.keys import Holders, Keys
from model.lock import alone

logger = logging.getLogger("digitscope.keys")

_LOOK_EVERY_S = 0.5
_LARGEST = 10_000_000  # bytes: some 50,000 keys

Signature = tuple[int, int, int]


class KeyFile:
    """The keys of a file, as it is now or was half a second ago."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holders: Holders | None = None
        self._seen: Signature | None = None
        self._looked = 0.0

    def load(self) -> None:
        """Read it.

        Raises:
            BadKeys: it is missing, or makes no sense.
        """
        self._seen, self._looked = _signature(self._path), time.monotonic()
        self._holders = Holders(read(self._path))

    @property
    def holders(self) -> Holders:
        """Everybody who has a key. Looks at the file again where that was a while ago.

        A file that has become senseless or has vanished is logged, and changes nothing.
        """
        if self._holders is None:
            self.load()
        elif time.monotonic() - self._looked > _LOOK_EVERY_S:
            self._look()
        assert self._holders is not None  # noqa: S101  # `load` has read it
        return self._holders

    def _look(self) -> None:
        self._looked = time.monotonic()
        signature = _signature(self._path)
        if signature == self._seen:
            return
        self._seen = signature
        try:
            self._holders = Holders(read(self._path))
        except BadKeys as error:
            logger.error("%s; the keys that were there stay in force", error)
        else:
            logger.info("API keys were read again", extra={"fields": {"keys": len(self._holders)}})


def read(path: Path) -> Keys:
    """The file's document.

    Raises:
        BadKeys: it is missing, or makes no sense.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise BadKeys(
            f"there is no file of API keys {path}; `digitscope keys add NAME --file {path}` makes it"
        ) from error
    except OSError as error:
        raise BadKeys(f"the file of API keys {path} cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise BadKeys(f"the file of API keys {path} has more than {_LARGEST:,} bytes")
    try:
        return Keys.model_validate_json(content)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'it'}: {each['msg']}" for each in error.errors()[:3])
        raise BadKeys(f"the file of API keys {path} makes no sense: {told}") from error


def change(path: Path, how: Callable[[Keys], Keys]) -> Keys:
    """Read the keys, change them and write them in one step that no reader sees half of; makes the file.

    Raises:
        BadKeys: what is there makes no sense, or `how` refuses it.
        OSError: it cannot be written.
    """
    with alone(path.parent):
        changed = how(read(path) if path.exists() else Keys(keys=()))
        draft = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(changed.model_dump_json(indent=1, exclude_none=True) + "\n")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return changed


def _signature(path: Path) -> Signature | None:
    """What changes when the file does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
