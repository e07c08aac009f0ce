"""API keys: what is kept of them, and whom a key that comes belongs to.

A key is 256 random bits, of which only the SHA-256 is kept. A slow hash would add nothing: it protects passwords, which
can be guessed, and nobody guesses 256 bits.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from app.security.errors import BadKeys
from app.security.rates import Rate

PREFIX = "digitscope_"  # by which a key is known for one wherever it turns up
LONGEST = 256  # bytes that are looked at as a key
_RANDOM_BYTES = 32


class Permission(StrEnum):
    """What a key may be for: everything that changes nothing, and changes of the rollout."""

    USE = "use"
    MANAGE = "manage"


def _is_rate(text: str) -> str:
    return str(Rate.parse(text))


RateText = Annotated[str, AfterValidator(_is_rate)]
KeyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]


class Key(BaseModel):
    """What is kept of a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: KeyName = Field(description="whose it is; stands in the log beside each request")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="hash of the key")
    permissions: tuple[Permission, ...] = Field(default=(Permission.USE,), min_length=1)
    rate: RateText | None = Field(default=None, description="most requests, such as `60/minute`")
    created: datetime | None = None


class Keys(BaseModel):
    """The file's document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: tuple[Key, ...]

    @model_validator(mode="after")
    def _tell_apart(self) -> "Keys":
        for what in ("name", "sha256"):
            values = [getattr(key, what) for key in self.keys]
            if twice := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"two keys have the same {what}, {twice[:64]}")
        return self


class Holder:
    """Whom a key belongs to, as a request needs it."""

    __slots__ = ("digest", "name", "permissions", "rate")

    def __init__(self, key: Key) -> None:
        self.digest = bytes.fromhex(key.sha256)
        self.name = key.name
        self.permissions = frozenset(key.permissions)
        self.rate = Rate.parse(key.rate) if key.rate else None


class Holders:
    """Everybody who has a key."""

    def __init__(self, keys: Keys) -> None:
        self._by_digest = {holder.digest: holder for holder in map(Holder, keys.keys)}

    def __len__(self) -> int:
        return len(self._by_digest)

    def find(self, secret: bytes) -> Holder | None:
        """Whose key it is. How long that takes tells nothing: only hashes are compared, whose bits nobody can choose,
        and the last comparison takes the same time for all.
        """
        if len(secret) > LONGEST:
            return None
        digest = sha256(secret).digest()
        holder = self._by_digest.get(digest)
        return holder if holder is not None and hmac.compare_digest(holder.digest, digest) else None


def new_secret() -> str:
    """A new key."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def hash_of(secret: str) -> str:
    """What is kept of a key."""
    return sha256(secret.encode()).hexdigest()


def adding(name: str, *, manage: bool, rate: str | None) -> tuple[Callable[[Keys], Keys], str]:
    """What adds a new key of that name, and the key.

    Raises:
        BadKeys: the name or the rate is none, or, later, the name is taken.
    """
    secret = new_secret()
    permissions = (Permission.USE, Permission.MANAGE) if manage else (Permission.USE,)
    created = datetime.now(UTC).replace(microsecond=0)
    try:
        key = Key(name=name, sha256=hash_of(secret), permissions=permissions, rate=rate, created=created)
    except ValidationError as error:
        raise BadKeys("; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors())) from error

    def how(before: Keys) -> Keys:
        if any(each.name == name for each in before.keys):
            raise BadKeys(f"there is a key {name!r} already; remove it first, or give the new one another name")
        return Keys(keys=(*before.keys, key))

    return how, secret


def without(before: Keys, name: str) -> Keys:
    """The keys but that one.

    Raises:
        BadKeys: there is none of that name.
    """
    kept = tuple(key for key in before.keys if key.name != name)
    if len(kept) == len(before.keys):
        names = ", ".join(key.name for key in before.keys) or "none"
        raise BadKeys(f"there is no key {name!r}; there are {names}")
    return Keys(keys=kept)
