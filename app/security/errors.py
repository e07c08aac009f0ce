"""What is refused before a route sees it, or while its body arrives. `app/errors.py` has their statuses."""

from app.security.rates import Quota
from model.errors import DigitscopeError


class KeyNeeded(DigitscopeError):
    """The request has no API key, or one that this service does not know."""

    def __init__(self, message: str, *, unknown: bool = False) -> None:
        super().__init__(message)
        self.unknown = unknown


class Forbidden(DigitscopeError):
    """Who asks may not do that: the key lacks the permission, or the request comes from elsewhere than it may."""


class RateExceeded(DigitscopeError):
    """More requests came than the key's or the address's rate allows."""

    def __init__(self, message: str, quota: Quota) -> None:
        super().__init__(message)
        self.quota = quota
        self.retry_after_s = quota.retry_after_s


class TooSlow(DigitscopeError):
    """The body had not arrived when its time was over."""


class BadKeys(DigitscopeError):
    """The file of API keys is missing or makes no sense."""
