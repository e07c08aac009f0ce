"""Middleware that asks each request for its key, its permission and its rate, where they are set."""

from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.connections.address import unmapped
from app.security.access import SAFE, is_probe, needed
from app.security.credentials import presented
from app.security.errors import Forbidden, KeyNeeded, RateExceeded
from app.security.key_file import KeyFile
from app.security.keys import Holder, Permission
from app.security.origins import is_own_page
from app.security.rate_table import RateTable
from app.security.rates import Quota, Rate
from app.security.refusals import refusal
from app.settings import Settings
from model.errors import DigitscopeError, Overloaded

CROWD = "crowd"  # in the state of a request whose connection is one too many: how many others there are


class Guard:
    """Lets through what may pass, and answers the rest; `state.key` is then the name of the request's key.

    Args:
        app: what it guards.
        settings: the service's.
        keys: everybody's keys; None where nobody needs one.
        rates: where callers' requests are counted; only asked where a rate is set.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings, keys: KeyFile | None, rates: RateTable) -> None:
        self._app = app
        self._keys = keys
        self._rates = rates
        self._management = settings.management
        self._origins = settings.cors_origins
        rate = settings.anonymous_rate
        self._anonymous_rate = Rate.parse(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                quota = self._admit(scope)
            except DigitscopeError as error:
                await refusal(scope, error)(scope, receive, send)
                return
            if quota is not None:
                send = _telling(quota, send)
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> Quota | None:
        """What is left of the caller's rate, if it has one.

        Raises:
            Overloaded, KeyNeeded, Forbidden, RateExceeded: it may not pass.
        """
        method, path, state = scope["method"], scope["path"], scope["state"]
        if CROWD in state and not is_probe(path):
            raise Overloaded(f"{state[CROWD]} connections are open; try again in a second", reason="connections")
        if self._keys is None:
            if method not in SAFE and needed(method, path) is Permission.MANAGE:
                self._require_manager(scope, None)
            if self._anonymous_rate is None or is_probe(path):
                return None
            return self._take(_network(scope), self._anonymous_rate, "this address")
        holders = self._keys.holders  # asked for probes too, so that a file is followed while nobody else comes
        if is_probe(path) or (method == "OPTIONS" and _is_preflight(scope)):
            return None
        came = False
        for secret in presented(scope["headers"]):
            came = True
            if (holder := holders.find(secret)) is not None:
                return self._admit_holder(scope, holder)
        raise _key_needed(came)

    def _admit_holder(self, scope: Scope, holder: Holder) -> Quota | None:
        scope["state"]["key"] = holder.name
        permission = needed(scope["method"], scope["path"])
        if permission not in holder.permissions:
            raise Forbidden(
                f"this needs a key with the permission `{permission.value}`; the key {holder.name!r} has "
                f"{', '.join(sorted(holder.permissions))}"
            )
        if permission is Permission.MANAGE:
            self._require_manager(scope, holder)
        return self._take(holder.digest, holder.rate, f"the key {holder.name!r}") if holder.rate else None

    def _require_manager(self, scope: Scope, holder: Holder | None) -> None:
        """Raise Forbidden where who asks may not change the rollout."""
        if self._management == "off":
            raise Forbidden("changes of the rollout by request are switched off (DIGITSCOPE_MANAGEMENT)")
        if holder is None and self._management == "local" and not _is_local(scope):
            raise Forbidden(
                "without an API key the rollout is changed from the service's own machine alone; set keys up "
                "(DIGITSCOPE_API_KEYS), or allow it from everywhere with DIGITSCOPE_MANAGEMENT=open"
            )
        if not is_own_page(scope["headers"], self._origins, loopback_only=holder is None):
            raise Forbidden(
                "pages of other origins may not change the rollout; DIGITSCOPE_CORS_ORIGINS names those that may"
            )

    def _take(self, caller: bytes, rate: Rate, who: str) -> Quota:
        quota = self._rates.take(caller, rate)
        if quota.wait_ns:
            raise RateExceeded(f"{who} may ask {rate}; ask again in {quota.retry_after_s} s", quota)
        return quota


def _key_needed(came: bool) -> KeyNeeded:
    how = "send `Authorization: Bearer KEY`, `X-API-Key: KEY`, or the key as the password of HTTP Basic"
    if came:
        return KeyNeeded(f"this needs an API key, and the one that came is not known here; {how}", unknown=True)
    return KeyNeeded(f"this needs an API key, and none came; {how}")


def _is_preflight(scope: Scope) -> bool:
    """Whether a browser asks what it may ask; it has no key to send with that."""
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


def _is_local(scope: Scope) -> bool:
    client = scope.get("client")
    # A proxy that says ::ffff:127.0.0.1 may mean another proxy on this machine, whose client may be anybody.
    return client is None or (client == unmapped(client) and _is_loopback(client[0]))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _network(scope: Scope) -> bytes:
    """The client's address; of an IPv6 address the first half, since a home or an office has all of the rest."""
    client = unmapped(scope.get("client"))
    if client is None:
        return b"local"
    address = client[0]
    if ":" not in address:
        return address.encode()
    try:
        return ip_address(address).packed[:8]
    except ValueError:
        return address.encode()


def _telling(quota: Quota, send: Send) -> Send:
    async def send_with_quota(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *quota.headers()]
        await send(message)

    return send_with_quota
