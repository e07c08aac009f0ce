"""What connections may take of a process."""

import resource
from dataclasses import dataclass

from app.settings import Settings

REFUSES_UP_TO = 2  # times the limit: connections beyond the limit get an answer, those beyond this get none
_OTHER_FILES = 512  # the model, libraries, logs


@dataclass(frozen=True)
class Limits:
    """What a connection may take.

    Attributes:
        head_s: how long a request's head may take to arrive.
        answer_s: how long the client may take to take an answer.
        connections: most at a time in one process.
    """

    head_s: float
    answer_s: float
    connections: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Those that an operator has set."""
        return cls(settings.head_timeout_seconds, settings.body_timeout_seconds, settings.max_connections)


def allow_files(limits: Limits) -> None:
    """Let this process and its workers open as many files as their connections may need, as far as they may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = REFUSES_UP_TO * limits.connections + _OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    possible = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
