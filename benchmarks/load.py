"""Closed-loop load by wrk: each connection waits for its answer before it asks again."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ask import Ask
from benchmarks.measurements import Figures


@dataclass(frozen=True)
class Measured:
    """Requests a second, latencies in milliseconds, and answers that were no 2xx."""

    throughput: float
    p50_ms: float
    p99_ms: float
    failures: int

    def figures(self) -> Figures:
        """As they are kept."""
        return {
            "throughput": self.throughput,
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
            "failures": self.failures,
        }


def put_load(url: str, ask: Ask, *, connections: int, seconds: float) -> Measured:
    """Send `ask` over that many connections for that long, in whole seconds, which are what wrk counts in."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("this benchmark sends its load with wrk; install it (Debian: apt-get install wrk)")
    with tempfile.TemporaryDirectory() as folder:
        body, script = Path(folder) / "body", Path(folder) / "post.lua"
        body.write_bytes(ask.body)
        headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in ask.headers.items())
        script.write_text(
            f'local file = io.open("{body}", "rb"); wrk.body = file:read("*all"); file:close()\n'
            f'wrk.method = "POST"\n{headers}'
        )
        command = [wrk, "-t1", f"-c{connections}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s", "--latency"]
        printed = subprocess.run(
            [*command, "-s", str(script), f"{url}{ask.path}"], check=True, capture_output=True, text=True
        ).stdout
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
