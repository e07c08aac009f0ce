"""Servers that are measured: processes of our own on a free port of this machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil

START_WITHIN_S = 180
IDLE_SHARE = 0.5
"""Of a core; a server that takes less for a second, unasked, has done with its start. LitServe's polling takes half of
that for good."""


@dataclass(frozen=True)
class Server:
    """A running service: its address and its first process."""

    url: str
    process: psutil.Process

    @property
    def memory_mb(self) -> float:
        """What all its processes hold of this machine's memory."""
        return float(sum(process.memory_info().rss for process in self._processes())) / 1e6

    def settle(self) -> None:
        """Wait until none of its processes is busy; a service may answer while some are still loading."""
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            before, since = self.busy_s(), time.monotonic()
            time.sleep(1)
            if self.busy_s() - before < IDLE_SHARE * (time.monotonic() - since):
                return
        raise SystemExit(f"a service to measure was still busy {START_WITHIN_S} s after its start, though nobody asked")

    def busy_s(self) -> float:
        """Seconds of processor time that all its processes have taken so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*, workers: int, **settings: object) -> Iterator[Server]:
    """Our own service with so many processes and these settings; else at its defaults, but for its log of requests."""
    port = free_port()
    command = [sys.executable, "-c", "from cli.main import app; app()", "serve"]
    command += ["--port", str(port), "--workers", str(workers)]
    variables = {f"DIGITSCOPE_{name.upper()}": str(value) for name, value in settings.items()}
    with running(command, port, lambda url: httpx.get(f"{url}/readyz").is_success, variables) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    is_ready: Callable[[str], bool],
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run a command that serves on `port`, wait until it is ready at its address, and end it with all it started."""
    variables = {**os.environ, "DIGITSCOPE_LOG_LEVEL": "warning", **(environment or {})}
    with tempfile.TemporaryFile() as log:
        started = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        server = Server(f"http://127.0.0.1:{port}", psutil.Process(started.pid))
        try:
            _wait(lambda: is_ready(server.url), started)
            yield server
        except SystemExit:
            log.seek(0)
            sys.stderr.write(log.read()[-4000:].decode(errors="replace"))
            raise
        finally:
            _end(server.process)


def _wait(is_ready: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"a service to measure ended at its start, with status {process.returncode}")
        try:
            if is_ready():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"a service to measure did not start within {START_WITHIN_S} s")


def _end(process: psutil.Process) -> None:
    """Ask it to end; what is left of it after half a minute, and of its children, is killed by its id."""
    try:
        everyone = [process, *process.children(recursive=True)]
        process.terminate()
    except psutil.NoSuchProcess:
        return
    _, left = psutil.wait_procs(everyone, timeout=30)
    for each in left:
        each.kill()
    psutil.wait_procs(left, timeout=10)
