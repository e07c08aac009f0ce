"""What is still answered when more comes than can be answered.

    python -m benchmarks.overload [--seconds 10] [--rounds 3] [--write]

Two processes of the service, the 28x28 PNG, and an open loop at shares of the capacity, which is what a closed loop of
128 connections reaches. There are more connections than the service lets wait, so that it has to refuse. Goodput is
what is answered with a 200 in that time. Meanwhile a process of its own asks `/healthz` twenty times a second, each
time on a new connection, as probes do.
"""

import argparse
import statistics
import subprocess
import sys

import numpy as np

from benchmarks.ask import Ask
from benchmarks.bodies import SMALL, pictures
from benchmarks.load import put_load
from benchmarks.measurements import Figures
from benchmarks.open_loop import put_open_load
from benchmarks.report import machine, write_section
from benchmarks.servers import Server, serving

SHARES = (0.5, 0.8, 1.0, 1.2, 1.5)
CONNECTIONS = 1500
"""More than the default settings let wait in two processes, and fewer than they let connect."""

_PROBE = """
import sys, time, urllib.request
until = time.monotonic() + float(sys.argv[2])
while time.monotonic() < until:
    asked = time.perf_counter()
    urllib.request.urlopen(sys.argv[1] + "/healthz", timeout=30).read()
    took = time.perf_counter() - asked
    print(took * 1e3)
    time.sleep(max(0, 0.05 - took))
"""


def measure(server: Server, ask: Ask, rate: float, seconds: float) -> Figures:
    """What came of so many requests a second, and of the probes meanwhile."""
    probe = subprocess.Popen(
        [sys.executable, "-c", _PROBE, server.url, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    found = put_open_load(server.url, ask, rate=rate, seconds=seconds, connections=CONNECTIONS)
    printed, _ = probe.communicate()
    if probe.returncode:
        raise SystemExit("a probe was not answered")
    probes = [float(line) for line in printed.split()]
    return {
        **found.figures(),
        "probe_p50_ms": float(np.percentile(probes, 50)),
        "probe_p99_ms": float(np.percentile(probes, 99)),
    }


def report(rounds: list[dict[float, Figures]], seconds: float) -> str:
    """A table with the medians over the rounds."""
    lines = [
        f"`python -m benchmarks.overload --seconds {seconds:g} --rounds {len(rounds)}`; {machine()}; medians over the "
        f"rounds. Open loop, {CONNECTIONS:,} connections, two processes with the settings' defaults; the client, which "
        "shares the machine, takes up to the share of a core that stands last.",
        "",
        "| share of capacity | offered/s | answered/s | of the best | refused or late | p50 ms | p99 ms "
        "| `/healthz` p50 ms | p99 ms | client |",
        "| ---: " * 10 + "|",
    ]
    middle = {
        share: {name: statistics.median(found[share][name] for found in rounds) for name in rounds[0][share]}
        for share in SHARES
    }
    best = max(figures["throughput"] for figures in middle.values())
    for share, found in middle.items():
        refused = found["failures"] / (found["offered"] * seconds)
        lines.append(
            f"| {share:.0%} | {found['offered']:,.0f} | {found['throughput']:,.0f} | {found['throughput'] / best:.0%} "
            f"| {refused:.1%} | {found['p50_ms']:.1f} | {found['p99_ms']:.1f} "
            f"| {found['probe_p50_ms']:.1f} | {found['probe_p99_ms']:.1f} | {found['client_share']:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print; with --write, into the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the section of results.md")
    arguments = parser.parse_args()
    ask = Ask("/predict", pictures()[SMALL])
    rounds: list[dict[float, Figures]] = []
    for turn in range(1, arguments.rounds + 1):
        with serving(workers=2) as server:
            server.settle()
            put_load(server.url, ask, connections=8, seconds=3)
            capacity = put_load(server.url, ask, connections=128, seconds=arguments.seconds).throughput
            print(f"round {turn} of {arguments.rounds}: capacity {capacity:,.0f} requests/s", flush=True)
            rounds.append({})
            for share in SHARES:
                rounds[-1][share] = measure(server, ask, share * capacity, arguments.seconds)
                figures = ", ".join(f"{name} {value:,.2f}" for name, value in rounds[-1][share].items())
                print(f"  {share:.0%}: {figures}", flush=True)
    text = report(rounds, arguments.seconds)
    print(text)
    if arguments.write:
        write_section("Overload", text)


if __name__ == "__main__":
    main()
