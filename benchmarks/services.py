"""The services that are compared: how each is started, asked and read."""

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from app.settings import Settings
from benchmarks.ask import RAW, Ask, form
from benchmarks.servers import Server, free_port, running
from model.versions.folders import choose_folder

ROOT = Path(__file__).parent.parent

HEAD = "digitscope"
"""The name of the one that the others are compared with."""


@dataclass(frozen=True)
class Service:
    """One service.

    Attributes:
        title: what it is called in the results.
        command: what starts it; `{port}` is filled in.
        ask: the request for a picture.
        probabilities: what an answer says of the ten digits.
        environment: what is set beside our own environment.
        python: the interpreter that it needs, which `make bench-peers` makes; None where it runs in ours.
        takes_all: whether it is measured by all three pictures, or by the small one alone.
        reads: whether it answers by the shipped model, so that its answer can be checked.
        open_loop: whether it is measured by the open loop, too.
    """

    title: str
    command: tuple[str, ...]
    ask: Callable[[bytes], Ask] = lambda picture: Ask("/predict", picture)
    probabilities: Callable[[httpx.Response], list[float]] = lambda answer: answer.json()["probabilities"]
    environment: Mapping[str, str] = field(default_factory=dict)
    python: Path | None = None
    takes_all: bool = False
    reads: bool = True
    open_loop: bool = True

    @contextmanager
    def started(self, picture: bytes) -> Iterator[Server]:
        """Run it, until it has answered and nothing of it is busy with its start."""
        port = free_port()
        command = [part.replace("{port}", str(port)) for part in self.command]
        with running(command, port, lambda url: self.answer(url, picture).is_success, self.environment) as server:
            server.settle()
            yield server

    def answer(self, url: str, picture: bytes) -> httpx.Response:
        """What it answers to one request."""
        ask = self.ask(picture)
        return httpx.post(f"{url}{ask.path}", content=ask.body, headers=dict(ask.headers), timeout=30)


def services() -> dict[str, Service]:
    """All of them by the names that `--services` takes, in the order of the results."""
    return {
        HEAD: _ours(2),
        "digitscope-1": _ours(1),
        "mosec": _peer("mosec, 2 workers", "mosec", "mosec_server", "--address", "127.0.0.1", "--log-level", "error"),
        "triton": _triton("Triton by pytriton, 2 instances", "triton_server"),
        "triton-python": _triton("Triton's Python backend, 2 instances", "triton_backend"),
        "litserve": _peer("LitServe, 2 workers", "litserve", "litserve_server"),
        "bentoml": _bentoml(),
        "plain": _uvicorn("plain SavedModel, 2 processes", "plain", 2, takes_all=True),
        "plain-1": _uvicorn("plain SavedModel, 1 process", "plain", 1, takes_all=True),
        "tutorial": _uvicorn("tutorial, 1 process", "tutorial", 1, reads=False, open_loop=False),
        "floor": Service(
            "floor, 2 processes",
            (sys.executable, "-m", "benchmarks.peers.floor", "--port", "{port}", "--workers", "2"),
            reads=False,
            open_loop=False,
        ),
    }


def _ours(workers: int) -> Service:
    command = (sys.executable, "-c", "from cli.main import app; app()", "serve", "--port", "{port}")
    title = f"digitscope, {workers} process{'es' if workers > 1 else ''}"
    return Service(title, (*command, "--workers", str(workers)), takes_all=True)


def _uvicorn(title: str, module: str, workers: int, **facts: Any) -> Service:
    command = (
        sys.executable,
        "-m",
        "uvicorn",
        f"benchmarks.peers.{module}:create_app",
        "--factory",
        "--port",
        "{port}",
    )
    quiet = ("--no-access-log", "--log-level", "warning", "--timeout-worker-healthcheck", "120")
    return Service(title, (*command, "--workers", str(workers), *quiet), **facts)


def _peer(title: str, environment: str, module: str, *arguments: str, **facts: Any) -> Service:
    python = ROOT / f".venv-bench-{environment}" / "bin" / "python"
    command = (str(python), "-m", f"benchmarks.peers.{module}", "--port", "{port}", *arguments)
    return Service(title, command, python=python, environment=_environment(python), **facts)


def _triton(title: str, module: str) -> Service:
    """A raw body is Triton's one input where the JSON before it is told to have no bytes."""
    ask = partial(Ask, "/v2/models/digits/infer", headers={**RAW, "Inference-Header-Content-Length": "0"})
    return _peer(title, "triton", module, ask=ask, probabilities=_of_tensor)


def _bentoml() -> Service:
    peer = _peer(
        "BentoML, 2 workers",
        "bentoml",
        "bentoml_server",
        ask=partial(form, "/predict", "pictures"),
        probabilities=lambda answer: answer.json()[0]["probabilities"],
    )
    serve = ("-m", "bentoml", "serve", "benchmarks.peers.bentoml_server:Reader", "--host", "127.0.0.1")
    return replace(peer, command=(str(peer.python), *serve, "--port", "{port}"))


def _of_tensor(answer: httpx.Response) -> list[float]:
    """The one output of an answer in Triton's binary form: JSON, and float32 behind it."""
    length = int(answer.headers["Inference-Header-Content-Length"])
    values: list[float] = np.frombuffer(answer.content[length:], "<f4").tolist()
    return values


def _environment(python: Path) -> dict[str, str]:
    """The SavedModel for the peers, no graphics processor, and where Triton finds its Python and that one's library."""
    return {
        "BENCHMARK_SAVED_MODEL": str(choose_folder(Settings().model_dir, None)),
        "BENTOML_DO_NOT_TRACK": "true",
        "CUDA_VISIBLE_DEVICES": "-1",
        "LD_LIBRARY_PATH": str(sysconfig.get_config_var("LIBDIR")),
        "PATH": os.pathsep.join([str(python.parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
