"""Triton without pytriton's layer: `python -m benchmarks.peers.triton_backend --port 8000`, in the same environment.

The same server with its own Python backend, which runs each of two instances in a process of its own, as Triton's
documentation has it for models in Python; the dynamic batcher has its defaults. The instances' Python is the first on
PATH, and Python's own library is looked for on LD_LIBRARY_PATH.
"""

import argparse
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.network import MAX_BATCH_SIZE

INSTANCES = 2

CONFIG = f"""
name: "digits"
backend: "python"
max_batch_size: {MAX_BATCH_SIZE}
input [{{ name: "picture" data_type: TYPE_STRING dims: [1] }}]
output [{{ name: "probabilities" data_type: TYPE_FP32 dims: [10] }}]
instance_group [{{ count: {INSTANCES} kind: KIND_CPU }}]
dynamic_batching {{ }}
"""


def prepare(folder: Path, server: Path) -> None:
    """A model repository, and the backend with the stub that is built for this Python beside it."""
    model = folder / "repository" / "digits"
    (model / "1").mkdir(parents=True)
    (model / "config.pbtxt").write_text(CONFIG)
    shutil.copy(Path(__file__).with_name("triton_model.py"), model / "1" / "model.py")
    backend = folder / "backends" / "python"
    shutil.copytree(server / "backends" / "python", backend, ignore=shutil.ignore_patterns("__pycache__"))
    stub = server / "python_backend_stubs" / f"{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copy(stub / "triton_python_backend_stub", backend)


def command(folder: Path, server: Path, port: int) -> list[str]:
    """What starts Triton on that repository."""
    return [
        str(server / "bin" / "tritonserver"),
        f"--model-repository={folder / 'repository'}",
        f"--backend-directory={folder / 'backends'}",
        "--http-address=127.0.0.1",
        f"--http-port={port}",
        "--allow-grpc=false",
        "--allow-metrics=false",
        "--exit-timeout-secs=5",
    ]


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    found = importlib.util.find_spec("pytriton")
    if found is None or found.origin is None:
        raise SystemExit("nvidia-pytriton is not in this environment; `make bench-peers` makes one that has it")
    packages = Path(found.origin).parent.parent
    server = packages / "pytriton" / "tritonserver"
    libraries = os.pathsep.join([os.environ["LD_LIBRARY_PATH"], str(packages / "nvidia_pytriton.libs")])
    with tempfile.TemporaryDirectory(prefix="digitscope-triton-") as place:
        prepare(Path(place), server)
        process = subprocess.Popen(command(Path(place), server, port), env={**os.environ, "LD_LIBRARY_PATH": libraries})
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        process.wait()


if __name__ == "__main__":
    main()
