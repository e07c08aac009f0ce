"""A real Triton of the tests' own: the server that nvidia-pytriton brings, with `digits` in its repository.

The server is started without pytriton's Python layer: so it has numbered versions, labels and the repository's
requests, as operators have them, and needs no package but NumPy.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from app.settings import Settings

START_WITHIN_S = 60  # it takes 3
LAYERS = ("conv2d", "conv2d_1", "conv2d_2", "dense", "dense_1")

# Asked of the environment's interpreter: where it keeps Triton's server, and its own library.
_WHERE = """
import importlib.util, json, pathlib, sys, sysconfig
package = pathlib.Path(importlib.util.find_spec("pytriton").origin).parent
print(json.dumps({"server": str(package / "tritonserver"), "packages": str(package.parent),
                  "library": sysconfig.get_config_var("LIBDIR"), "python": "%d.%d" % sys.version_info[:2]}))
"""

_CONFIG = """
name: "digits"
backend: "python"
max_batch_size: {batch}
input [{{ name: "image" data_type: TYPE_UINT8 dims: [28, 28] }}]
output [
  {{ name: "probabilities" data_type: TYPE_FP32 dims: [10] label_filename: "labels.txt" }},
  {{ name: "logits" data_type: TYPE_FP32 dims: [10] label_filename: "labels.txt" }}
]
instance_group [{{ count: 1 kind: KIND_CPU }}]
"""


@contextmanager
def running(python: Path, folder: Path, service_url: str) -> Iterator[str]:
    """Triton with the shipped versions of `digits` in its repository, the newest loaded; yields its address.

    Args:
        python: an interpreter that has nvidia-pytriton and NumPy.
        folder: an empty one, for the repository and the log.
        service_url: a service of ours that serves the newest version, and so gives its weights away.
    """
    _write_repository(folder / "repository" / "digits", service_url)
    where = json.loads(subprocess.run([python, "-c", _WHERE], check=True, capture_output=True).stdout)
    _write_backend(folder / "backends" / "python", where)
    port = _free_port()
    log_file = folder / "log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [
                Path(where["server"]) / "bin" / "tritonserver",
                f"--model-repository={folder / 'repository'}",
                f"--backend-directory={folder / 'backends'}",
                "--model-control-mode=explicit",
                "--load-model=digits",
                "--http-address=127.0.0.1",
                f"--http-port={port}",
                "--allow-grpc=false",
                "--allow-metrics=false",
                "--exit-timeout-secs=5",
            ],
            env=os.environ
            | {
                "LD_LIBRARY_PATH": f"{where['library']}:{where['packages']}/nvidia_pytriton.libs",
                "PYTHONPATH": where["packages"],
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, process, log_file)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _write_repository(model: Path, service_url: str) -> None:
    shipped = {int(each.name): each for each in Settings().model_dir.iterdir() if each.name.isdecimal()}
    for version in shipped:
        (model / str(version)).mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("network.py"), model / str(version) / "model.py")
    newest = max(shipped)
    manifest = json.loads((shipped[newest] / "model.json").read_text())
    weights = {
        f"{layer}/{name}": np.array(weight["values"], np.float32)
        for layer in LAYERS
        for name, weight in httpx.get(f"{service_url}/layers/{layer}/filters").json()["weights"].items()
    }
    weights["temperature"] = np.array(manifest["calibration"]["temperature"], np.float32)
    np.savez(model / str(newest) / "weights.npz", allow_pickle=False, **weights)
    (model / "labels.txt").write_text("\n".join(manifest["labels"]) + "\n")
    batch = httpx.get(f"{service_url}/v2/models/digits/config").json()["max_batch_size"]
    (model / "config.pbtxt").write_text(_CONFIG.format(batch=batch))


def _write_backend(folder: Path, where: Mapping[str, str]) -> None:
    """Triton's Python backend, with the stub that is built for the environment's Python beside it.

    NumPy lies there too: the stubs for Python 3.12 and newer look into no environment, but into this folder.
    """
    server = Path(where["server"])
    shutil.copytree(server / "backends" / "python", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(server / "python_backend_stubs" / where["python"] / "triton_python_backend_stub", folder)
    (folder / "numpy").symlink_to(Path(where["packages"]) / "numpy")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log_file: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"Triton ended: {log_file.read_text()}"
        try:
            if httpx.get(f"{url}/v2/health/ready", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"Triton was not ready within {START_WITHIN_S} s: {log_file.read_text()}")
