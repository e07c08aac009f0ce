"""The model alone: what its SavedModel does in a loop, without any server, at each size of batch.

    python -m benchmarks.limit [--seconds 2] [--processes 2]

As many processes as the service has share the cores, each on one thread, as the service has it.
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.settings import Settings
from benchmarks.report import machine
from model.versions.folders import choose_folder

BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

_START_WITHIN_S = 180


def model_alone(
    folder: Path, seconds: float, *, processes: int = 2, sizes: Sequence[int] = BATCH_SIZES
) -> dict[int, float]:
    """Images a second of all the processes together, by the size of the batch; each size for so many seconds."""
    context = multiprocessing.get_context("spawn")
    start_line = context.Barrier(processes)
    pipes = [context.Pipe(duplex=False) for _ in range(processes)]
    loops = [
        context.Process(target=_loop, args=(folder, seconds, tuple(sizes), start_line, sender), daemon=True)
        for _, sender in pipes
    ]
    for loop, (_, sender) in zip(loops, pipes, strict=True):
        loop.start()
        sender.close()  # so that a loop that ends early is noticed
    rates = [receiver.recv() for receiver, _ in pipes]
    return {size: sum(each[index] for each in rates) for index, size in enumerate(sizes)}


def probabilities(folder: Path, frame: NDArray[np.uint8]) -> list[float]:
    """What the SavedModel itself says of a uint8 [28, 28] frame; in a process that ends with it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_probabilities, folder, frame).result()


def _probabilities(folder: Path, frame: NDArray[np.uint8]) -> list[float]:
    from model.versions.saved_model import SavedModel

    said: list[float] = SavedModel(folder).predict(frame[np.newaxis]).probabilities[0].tolist()
    return said


def _loop(
    folder: Path, seconds: float, sizes: tuple[int, ...], start_line: Barrier, rates: "Connection[list[float], None]"
) -> None:
    from model.versions.saved_model import SavedModel, limit_threads

    limit_threads(1, 1)
    saved_model = SavedModel(folder)
    rates.send([_rate(saved_model.predict, size, seconds, start_line) for size in sizes])


def _rate(predict: Callable[[NDArray[np.uint8]], object], size: int, seconds: float, start_line: Barrier) -> float:
    images = np.random.default_rng(0).integers(0, 256, (size, 28, 28), np.uint8)
    for _ in range(3):
        predict(images)
    start_line.wait(_START_WITHIN_S)
    calls, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        predict(images)
        calls += 1
    return calls * size / elapsed


def main() -> None:
    """Measure and print; `benchmarks.serving` puts the figures into `results.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each size of batch")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    folder = choose_folder(Settings().model_dir, None)
    print(f"{machine()}; version {folder.name}; {arguments.processes} processes on one thread each")
    for size, rate in model_alone(folder, arguments.seconds, processes=arguments.processes).items():
        print(f"batches of {size:>3}: {rate:>8,.0f} images/s, {1e3 * arguments.processes / rate:.3f} ms each")


if __name__ == "__main__":
    main()
