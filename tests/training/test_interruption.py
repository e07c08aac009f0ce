"""Ctrl-C, wherever it meets a command."""

import signal
import subprocess
import sys

import pytest

from training.interruption import interruptible, uninterrupted

LOST = """
import os, signal, time, weakref
from training.interruption import interruptible

class Thing: pass

def interrupted(_):
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000): pass  # where the handler runs

try:
    with interruptible():
        thing = Thing()
        watched = weakref.ref(thing, interrupted)
        del thing
        print("lost", flush=True)
        time.sleep(20)
except KeyboardInterrupt:
    print("stopped", flush=True)
time.sleep(2.5)
print("went on")
"""


def test_it_stops_a_block_even_where_python_drops_the_first() -> None:
    done = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, timeout=60)
    assert done.stdout.split("\n")[:3] == ["lost", "stopped", "went on"], done.stderr
    assert (done.returncode, done.stderr) == (0, "")


def test_outside_it_the_handlers_are_what_they_were() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_error_that_comes_of_it_is_it() -> None:
    """As where C++ stands between; an error without Ctrl-C stays what it is."""

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise SystemError("returned a result with an exception set") from None

    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    with pytest.raises(SystemError, match="of its own"), interruptible():
        raise SystemError("of its own")


def test_what_must_not_stop_in_its_middle_is_stopped_at_its_end() -> None:
    done = []

    def work() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")
        done.append("after")

    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    assert done == ["whole"]
