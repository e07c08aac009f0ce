"""The latency while one version takes the place of another.

    python -m benchmarks.swap [--seconds 10] [--rate 1000]

Two processes of the service follow a folder of their own, with one version at a time. Under an open loop at half their
capacity a copy of the version is put into the folder under the next number; both processes load it, and then let go of
the old one. Which version answered is read from each answer.
"""

import argparse
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from app.settings import Settings
from benchmarks.ask import Ask
from benchmarks.bodies import SMALL, pictures
from benchmarks.measurements import Figures
from benchmarks.open_loop import put_open_load
from benchmarks.servers import Server, serving
from model.versions.folders import choose_folder

FIRST, NEXT = 1, 2
UNLOADED_AFTER_S = 1.0
"""What counts to the swap after the last answer of the old version, so that its unloading does."""


@contextmanager
def service() -> Iterator[tuple[Server, Path]]:
    """A service of two processes, and the folder that it follows."""
    shipped = choose_folder(Settings().model_dir, None)
    with tempfile.TemporaryDirectory(prefix="digitscope-swap-") as place:
        folder = Path(place) / "digits"
        shutil.copytree(shipped, folder / str(FIRST))
        shutil.copytree(shipped, Path(place) / "following")
        (folder / "rollout.json").write_text(json.dumps({"policy": {"latest": 1}}))
        with serving(workers=2, model_dir=folder) as server:
            server.settle()
            yield server, folder


def measure(server: Server, folder: Path, *, rate: float, seconds: float) -> Figures:
    """Latencies before and during the swap, which comes after half of the time; and how long it took.

    Raises SystemExit where the new version did not answer alone in the end.
    """
    moved_at: list[float] = []

    def move() -> None:
        (folder.parent / "following").rename(folder / str(NEXT))
        moved_at.append(time.perf_counter())

    ask, new = Ask("/predict", pictures()[SMALL]), f'"version":"{NEXT}"'.encode()
    timer = threading.Timer(seconds, move)
    timer.start()
    found = put_open_load(server.url, ask, rate=rate, seconds=2 * seconds, mark=new)
    timer.join()
    since = moved_at[0] - found.started
    old = found.due_s[~found.marked]
    if not len(old) or not found.marked[-1] or old[-1] < since:
        raise SystemExit(f"no swap was seen within {seconds:g} s of the new version's coming; give it more --seconds")
    until = float(old[-1]) + UNLOADED_AFTER_S
    return {
        "usual_p50_ms": found.percentile(50, 0, since),
        "usual_p99_ms": found.percentile(99, 0, since),
        "p50_ms": found.percentile(50, since, until),
        "p99_ms": found.percentile(99, since, until),
        "worst_ms": float(np.nanmax(found.latency_ms)),
        "swap_s": until - since,
        "failures": found.failures,
        "rate": rate,
    }


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="before the swap, and from it on")
    parser.add_argument("--rate", type=float, default=1000.0, help="requests a second")
    arguments = parser.parse_args()
    with service() as (server, folder):
        for name, value in measure(server, folder, rate=arguments.rate, seconds=arguments.seconds).items():
            print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
