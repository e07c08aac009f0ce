"""Where the environment of other people's servers and clients is: a real Triton, tritonclient and kserve.

`make peers` makes it. As a command, `python tests/peers.py` says whether this Python and machine can have it; it needs
nothing but the standard library.
"""

import ctypes
import os
import platform
import sys
import sysconfig
from pathlib import Path

VARIABLE = "DIGITSCOPE_PEERS"
MADE_BY_DEFAULT = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"


def interpreter() -> Path | None:
    """The interpreter of that environment, None where there is none."""
    named = Path(os.environ.get(VARIABLE) or MADE_BY_DEFAULT)
    return named.absolute() if named.exists() else None


def hindrance() -> str | None:
    """Why this Python cannot have that environment."""
    version = ".".join(platform.python_version_tuple()[:2])
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"Triton's package is for Linux on x86_64; this is {platform.system()} on {platform.machine()}"
    if not (3, 11) <= sys.version_info < (3, 14):
        return f"Triton's package runs models on Python up to 3.13, and Digitscope on 3.11 and newer; this is {version}"
    if not _has_library():
        return f"Triton loads Python's shared library, and there is none; on Debian and Ubuntu: libpython{version}"
    return None


def _has_library() -> bool:
    name = str(sysconfig.get_config_var("INSTSONAME"))
    for each in (name, str(Path(sysconfig.get_config_var("LIBDIR"), name))):
        try:
            ctypes.CDLL(each)
        except OSError:
            continue
        return True
    return False


if __name__ == "__main__":
    sys.exit(hindrance())
