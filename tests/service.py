"""Services of the tests' own: the real command, in processes of its own, on a free port of this machine."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

START_WITHIN_S = 120  # on a machine that is busy with other things; on an idle one it takes 4


@dataclass(frozen=True)
class Service:
    """A service that answers at `url`; what it writes on standard error is in `log_file`."""

    url: str
    process: "subprocess.Popen[bytes]"
    log_file: Path

    @property
    def address(self) -> tuple[str, int]:
        """Its host and port."""
        host, port = self.url.removeprefix("http://").split(":")
        return host, int(port)

    @contextmanager
    def uploading(self, size: int) -> Iterator[socket.socket]:
        """A connection that asks `POST /predict`: its head has been read, its body of so many bytes is waited for."""
        head = "POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue"
        with socket.create_connection(self.address, timeout=30) as connection:
            connection.sendall(f"{head}\r\nContent-Length: {size}\r\n\r\n".encode())
            told = connection.recv(1000)
            assert told.startswith(b"HTTP/1.1 100 Continue\r\n"), told
            yield connection

    def log(self) -> list[dict[str, Any]]:
        """Its log, line by line."""
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def request_lines(self, request_id: str, within_s: float = 5) -> list[dict[str, Any]]:
        """The lines that a request left in the log."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if found := [line for line in self.log() if line.get("request_id") == request_id]:
                return found
            time.sleep(0.02)
        return []

    def memory(self) -> int:
        """Bytes of this machine's memory that it and its workers hold."""
        process = psutil.Process(self.process.pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])

    def stop(self) -> int:
        """Ask it to end as an operator does, and wait for its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def everything(connection: socket.socket) -> bytes:
    """What comes until the service closes the connection."""
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def command() -> str:
    """The installed `digitscope`."""
    found = shutil.which("digitscope", path=sysconfig.get_path("scripts"))
    assert found, "the package is not installed into this environment"
    return found


def environment(**settings: object) -> dict[str, str]:
    """The environment of a service or command with these settings; of the tests' own ones only the model counts."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DIGITSCOPE_") or name == "DIGITSCOPE_MODEL_DIR"
    }
    return kept | {f"DIGITSCOPE_{name.upper()}": str(value) for name, value in settings.items()}


def launch(log_file: Path, **settings: object) -> "subprocess.Popen[bytes]":
    """Start `digitscope serve` on a free port, without waiting for anything."""
    with log_file.open("wb") as log:
        return subprocess.Popen([command(), "serve", "--port", "0"], env=environment(**settings), stderr=log)


@contextmanager
def running(log_file: Path, **settings: object) -> Iterator[Service]:
    """A service with these settings that is ready; ended by its process id afterwards."""
    process = launch(log_file, **settings)
    try:
        yield Service(_wait_until_ready(process, log_file, int(str(settings.get("workers", 1)))), process, log_file)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", log_file: Path, workers: int) -> str:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the service ended: {log_file.read_text()}"
        log = log_file.read_text()
        announced = re.search(r"running on (http://[\d.]+:\d+)", log)
        if announced and log.count('"ready"') >= workers:
            try:
                if httpx.get(f"{announced[1]}/readyz", timeout=10).status_code == 200:
                    return announced[1]
            except httpx.TransportError:
                pass
        time.sleep(0.05)
    raise TimeoutError(f"the service was not ready within {START_WITHIN_S} s: {log_file.read_text()}")
