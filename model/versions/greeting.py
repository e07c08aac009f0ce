"""TensorFlow's C++ code greets on standard error, before any of its switches are read; this keeps that out of ours."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_greeting() -> Iterator[None]:
    """Drop what is written to the process's standard error within; meant for `import tensorflow` alone.

    An import that fails raises as ever: only what native code writes on its own is dropped.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as sink:  # noqa: PTH123  # a descriptor is wanted, not a path
            os.dup2(sink.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
