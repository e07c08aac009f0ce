"""Closed-loop load by wrk, and the servers that it is put on."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil


@dataclass(frozen=True)
class Measured:
    """Requests a second, latencies in milliseconds, and answers that were no 2xx."""

    throughput: float
    p50_ms: float
    p99_ms: float
    failures: int


@dataclass(frozen=True)
class Server:
    """A running service: its address and the memory of all its processes."""

    url: str
    process: psutil.Process

    @property
    def memory_mb(self) -> float:
        processes = [self.process, *self.process.children(recursive=True)]
        return float(sum(process.memory_info().rss for process in processes)) / 1e6


OURS = "digitscope serve"


@contextmanager
def serving(factory: str, *, workers: int) -> Iterator[Server]:
    """Run `factory` (module:function) under uvicorn, or our own command, on a free port, and end it by its id."""
    port = _free_port()
    shared = ["--port", str(port), "--workers", str(workers)]
    if factory == OURS:
        command = [sys.executable, "-c", "from cli.main import app; app()", "serve", *shared]
    else:
        command = [sys.executable, "-m", "uvicorn", factory, "--factory", *shared]
        command += ["--no-access-log", "--log-level", "warning", "--timeout-worker-healthcheck", "120"]
    environment = {**os.environ, "DIGITSCOPE_WORKERS": str(workers), "DIGITSCOPE_LOG_LEVEL": "warning"}
    with tempfile.TemporaryFile() as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, started)
            yield Server(url, psutil.Process(started.pid))
        finally:
            started.terminate()
            started.wait(30)


def put_load(url: str, body: bytes, *, connections: int, seconds: float) -> Measured:
    """Send `body` over that many connections for that long, each waiting for its answer before it asks again."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("this benchmark sends its load with wrk; install it (Debian: apt-get install wrk)")
    with tempfile.TemporaryDirectory() as folder:
        picture, script = Path(folder) / "body", Path(folder) / "post.lua"
        picture.write_bytes(body)
        script.write_text(
            f'local file = io.open("{picture}", "rb"); wrk.body = file:read("*all"); file:close()\n'
            'wrk.method = "POST"; wrk.headers["Content-Type"] = "application/octet-stream"\n'
        )
        command = [
            wrk,
            "-t1",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "30s",
            "--latency",
            "-s",
            str(script),
        ]
        printed = subprocess.run([*command, "-s", str(script), url], check=True, capture_output=True, text=True).stdout
    return _parse(printed)


def _parse(printed: str) -> Measured:
    def find(pattern: str) -> re.Match[str]:
        match = re.search(pattern, printed)
        if match is None:
            raise SystemExit(f"wrk printed something unexpected:\n{printed}")
        return match

    failures = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    return Measured(
        throughput=float(find(r"Requests/sec:\s+([\d.]+)")[1]),
        p50_ms=_milliseconds(find(r"50%\s+([\d.]+)(us|ms|s|m)\b")),
        p99_ms=_milliseconds(find(r"99%\s+([\d.]+)(us|ms|s|m)\b")),
        failures=int(failures[1] if failures else 0) + sum(map(int, errors.groups() if errors else ())),
    )


def _milliseconds(match: re.Match[str]) -> float:
    return float(match[1]) * {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}[match[2]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"a service to measure ended at its start, with status {process.returncode}")
        try:
            httpx.get(f"{url}/openapi.json", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("a service to measure did not start within two minutes")
