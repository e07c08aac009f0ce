"""Ctrl-C that is not lost."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN_AFTER_S = 2.0
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGALRM") if hasattr(signal, name)]  # no alarm on Windows


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt in the block on Ctrl-C, again and again until the block is left.

    Python drops an exception that is raised where a weak reference or an object ends, and Keras and TensorFlow have so
    many of both that one Ctrl-C in a few is lost there. Where it is raised below C++, another error may come out.
    """
    if not hasattr(signal, "setitimer"):  # not on Windows
        yield
        return
    left = came = False

    def interrupt(_: int, __: FrameType | None) -> None:
        nonlocal came
        came = True
        if not left:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_AFTER_S)
            raise KeyboardInterrupt

    def told(dropped: "sys.UnraisableHookArgs") -> None:
        if dropped.exc_type is not KeyboardInterrupt:  # which comes again, and is no news
            hook(dropped)

    hook, sys.unraisablehook = sys.unraisablehook, told
    with _handled_by(interrupt):
        try:
            yield
        except Exception as error:
            if came:
                raise KeyboardInterrupt from error
            raise
        finally:
            left = True
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.unraisablehook = hook


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until the block is left, for work that must not stop in its middle, and is short."""
    if threading.current_thread() is not threading.main_thread():  # which alone it stops
        yield
        return
    came: list[int] = []
    try:
        with _handled_by(lambda number, _: came.append(number)):
            yield
    finally:
        if came:
            signal.raise_signal(came[0])


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
