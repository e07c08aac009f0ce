"""Ctrl-C that is not lost."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType, TracebackType

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
    left = False
    came: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        came.append(number)
        if not left:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_AFTER_S)
            raise KeyboardInterrupt

    with _handled_by(interrupt), _unreported(came):
        try:
            yield
        except Exception as error:
            if came:
                raise KeyboardInterrupt from error
            raise
        finally:
            left = True
            signal.setitimer(signal.ITIMER_REAL, 0)


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


@contextmanager
def _unreported(came: Sequence[int]) -> Iterator[None]:
    """Without reports of what Python drops and C++ prints once a signal came: the next one ends the block."""
    dropped, printed = sys.unraisablehook, sys.excepthook

    def drop(report: "sys.UnraisableHookArgs") -> None:
        if not came:
            dropped(report)

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not came:
            printed(kind, error, trace)

    sys.unraisablehook, sys.excepthook = drop, show
    try:
        yield
    finally:
        sys.unraisablehook, sys.excepthook = dropped, printed
