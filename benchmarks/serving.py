"""Throughput and latency of the service beside its peers, all in one run.

    python -m benchmarks.serving [--seconds 5] [--rounds 3]

The peers are in `benchmarks/peers/`: a tutorial's service (`model.predict` in a FastAPI route), a plain
SavedModel service, and the floor: the same server answering a constant. The rounds take turns, so that a
change of the machine's speed meets all of them; the figures are medians over the rounds.
"""

import argparse
import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.load import OURS, Measured, Server, put_load, serving
from benchmarks.report import machine, write_section
from model.normalise import normalise
from training.writing.strokes import draw

SERVICES = {
    "digitscope, 2 processes": (OURS, 2),
    "digitscope, 1 process": (OURS, 1),
    "plain SavedModel, 2 processes": ("benchmarks.peers.plain:create_app", 2),
    "plain SavedModel, 1 process": ("benchmarks.peers.plain:create_app", 1),
    "tutorial, 1 process": ("benchmarks.peers.tutorial:create_app", 1),
    "floor, 2 processes": ("benchmarks.peers.floor:create_app", 2),
}
CONNECTIONS = (1, 8, 32, 128)
HEAD = "digitscope, 2 processes"


@dataclass(frozen=True)
class Row:
    """A service under one load: the median over the rounds."""

    service: str
    picture: str
    connections: int
    measured: Measured
    spread: float
    """(largest - smallest) / median throughput over the rounds."""


def pictures() -> dict[str, bytes]:
    """The three bodies that are sent, drawn by code."""
    small = normalise(draw(7)).frame  # framed as MNIST's own images are
    canvas = 255 - cv2.resize(small, (280, 280), interpolation=cv2.INTER_CUBIC)
    paper = np.full((3000, 4000), 205, np.float32) + np.random.default_rng(0).normal(0, 4, (3000, 4000))
    digit = cv2.resize(small, (1400, 1400), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    paper[800:2200, 1300:2700] -= 150 * digit
    photo = np.clip(paper, 0, 255).astype(np.uint8)
    return {
        "28x28 PNG": encode(small, "PNG"),
        "280x280 canvas PNG": encode(canvas, "PNG"),
        "12-megapixel JPEG": encode(cv2.cvtColor(photo, cv2.COLOR_GRAY2RGB), "JPEG"),
    }


def measure(seconds: float, rounds: int) -> list[Row]:
    """Every service under every load; only one service runs at a time."""
    found: dict[tuple[str, str, int], list[Measured]] = {}
    bodies = pictures()
    for turn in range(rounds):
        for service, (factory, workers) in SERVICES.items():
            with ExitStack() as running:
                server = running.enter_context(serving(factory, workers=workers))
                _warm_up(server, bodies)
                for picture, connections in _loads(service):
                    once = put_load(f"{server.url}/predict", bodies[picture], connections=connections, seconds=seconds)
                    found.setdefault((service, picture, connections), []).append(once)
                    print(f"round {turn + 1}: {service}, {picture}, {connections}: {once}", flush=True)
                print(f"  memory {server.memory_mb:.0f} MB", flush=True)
    return [Row(*key, _median(times), _spread(times)) for key, times in found.items()]


def _loads(service: str) -> list[tuple[str, int]]:
    """The tutorial and the floor are measured by the small picture alone."""
    names = list(pictures()) if not service.startswith(("tutorial", "floor")) else ["28x28 PNG"]
    return [(name, connections) for name in names for connections in CONNECTIONS]


def _warm_up(server: Server, bodies: dict[str, bytes]) -> None:
    for body in bodies.values():
        put_load(f"{server.url}/predict", body, connections=8, seconds=1)


def _median(times: Sequence[Measured]) -> Measured:
    return Measured(
        statistics.median(each.throughput for each in times),
        statistics.median(each.p50_ms for each in times),
        statistics.median(each.p99_ms for each in times),
        sum(each.failures for each in times),
    )


def _spread(times: Sequence[Measured]) -> float:
    rates = [each.throughput for each in times]
    return (max(rates) - min(rates)) / statistics.median(rates)


def report(rows: Sequence[Row], seconds: float, rounds: int) -> str:
    """The table, and the ratios that were asked for, as Markdown."""
    by_key = {(row.service, row.picture, row.connections): row.measured for row in rows}
    lines = [
        f"`python -m benchmarks.serving --seconds {seconds:g} --rounds {rounds}`; {machine()}; closed loop by wrk, one "
        "thread; raw bodies; medians over the rounds, which take turns. Spread: (largest - smallest) / median.",
        "",
        "| service | picture | connections | requests/s | spread | p50 ms | p99 ms | failures |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row.service} | {row.picture} | {row.connections} | {row.measured.throughput:,.0f} | {row.spread:.0%} "
        f"| {row.measured.p50_ms:.2f} | {row.measured.p99_ms:.1f} | {row.measured.failures} |"
        for row in rows
    ]
    head = by_key[HEAD, "28x28 PNG", 32]
    lines += ["", "28x28 PNG, 32 connections, throughput of digitscope with 2 processes over that of:", ""]
    lines += [
        f"- {service}: {head.throughput / by_key[service, '28x28 PNG', 32].throughput:.1f}"
        for service in SERVICES
        if service != HEAD
    ]
    alone = by_key[HEAD, "28x28 PNG", 1]
    lines += [
        "",
        f"p50 at one connection: {alone.p50_ms:.2f} ms. p99 over p50 at 32: {head.p99_ms / head.p50_ms:.1f}.",
    ]
    return "\n".join(lines)


def encode(pixels: NDArray[Any], kind: str) -> bytes:
    """A picture file in that format of Pillow's."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def main() -> None:
    """Measure, print and write the section of `results.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    text = report(measure(arguments.seconds, arguments.rounds), arguments.seconds, arguments.rounds)
    print(text)
    write_section("Serving", text)


if __name__ == "__main__":
    main()
