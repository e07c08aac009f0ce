"""Rates such as `60/minute`, and what is left of one.

A rate is held by the generic cell rate algorithm: each request pushes a caller's time forward by an equal share of the
window, and is refused where that would be more than a window ahead of the clock. So a whole quota may come at once,
it comes back bit by bit, and all that is kept of a caller is one number.
"""

import math
import re
from dataclasses import dataclass

_WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE = re.compile(rf"([1-9]\d{{0,6}})/({'|'.join(_WINDOWS)})")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in a window of so many seconds."""

    requests: int
    window_s: int

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """Such as `60/minute`.

        Raises:
            ValueError: it is no rate.
        """
        match = _RATE.fullmatch(text)
        if match is None:
            raise ValueError(
                f"{text!r} is no rate: give a number of requests up to 9999999 and one of {', '.join(_WINDOWS)}, "
                "such as 60/minute"
            )
        return cls(int(match[1]), _WINDOWS[match[2]])

    def __str__(self) -> str:
        window = next(name for name, seconds in _WINDOWS.items() if seconds == self.window_s)
        return f"{self.requests}/{window}"

    def after(self, time_ns: int, now_ns: int) -> tuple[int, "Quota"]:
        """A caller's time after one more request at `now_ns`, and what is then left; refused, the time stays."""
        window_ns = self.window_s * 1_000_000_000
        share_ns = window_ns // self.requests
        ahead_ns = max(time_ns - now_ns, 0) + share_ns
        # What earlier requests pushed forward by at another rate is no reason to wait longer than one window.
        if ahead_ns > window_ns:
            ahead_ns = min(ahead_ns - share_ns, window_ns)
            return now_ns + ahead_ns, Quota(self, 0, ahead_ns, ahead_ns + share_ns - window_ns)
        return now_ns + ahead_ns, Quota(self, (window_ns - ahead_ns) // share_ns, ahead_ns)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a caller has left of a rate: whole again in `restored_ns`. Refused where `wait_ns` is above 0."""

    rate: Rate
    remaining: int
    restored_ns: int
    wait_ns: int = 0

    @property
    def retry_after_s(self) -> int:
        return max(1, math.ceil(self.wait_ns / 1e9))

    def headers(self) -> list[tuple[bytes, bytes]]:
        """As draft-ietf-httpapi-ratelimit-headers-10 has them."""
        policy = f'"requests";q={self.rate.requests};w={self.rate.window_s}'
        left = f'"requests";r={self.remaining};t={-(-self.restored_ns // 1_000_000_000)}'
        return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]
