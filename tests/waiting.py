"""Waiting for what comes when it comes, also on a machine that is busy with other things."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], within_s: float = 60) -> None:
    """Return once the condition holds; fail where it does not within so many seconds."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s:g} s"
        time.sleep(0.05)
