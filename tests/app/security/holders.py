"""Files of keys for tests."""

from pathlib import Path

from app.security.key_file import change
from app.security.keys import adding, without


def give(file: Path, name: str, *, manage: bool = False, rate: str | None = None) -> str:
    """A new key of that name in the file, as `digitscope keys add` makes it."""
    how, secret = adding(name, manage=manage, rate=rate)
    change(file, how)
    return secret


def take_back(file: Path, name: str) -> None:
    change(file, lambda before: without(before, name))


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
