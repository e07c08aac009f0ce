"""The pictures of one epoch of the robust recipe: MNIST's digits as they might arrive, and pictures of no digit.

Every epoch's are new. They depend on the seed, the epoch and the size of a part alone, and so are the same however many
processes make them, and after a resumption too.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from threading import Thread

import cv2
import numpy as np
from numpy.typing import NDArray

from training.interruption import uninterrupted
from training.mnist import NO_DIGIT, Examples
from training.negatives.kinds import SHARES, framed
from training.turn import Shown, Turn
from training.writing.arrival import WAYS, Way, arrive

NEGATIVES = 0.15  # for each digit
_CHUNK = 100  # pictures a task: about a quarter of a second's work; a run that is stopped waits for a few of them


def arriving(
    examples: Examples, turn: Turn, ways: Mapping[Way, float] | None = None, negatives: float = NEGATIVES
) -> Shown:
    """Each of the examples once, as it might arrive, and negatives, labelled NO_DIGIT, among them.

    Args:
        examples: the digits.
        turn: the epoch and its seed.
        ways: how digits arrive, and the shares; `arrival.WAYS` by default.
        negatives: how many for each digit.
    """
    count = round(len(examples) * (1 + negatives))
    return Shown(count, _parts(examples, turn, turn.order(count), ways or WAYS))


def _parts(
    examples: Examples, turn: Turn, order: Sequence[NDArray[np.int64]], ways: Mapping[Way, float]
) -> Generator[Examples]:
    chunks = [[part[start : start + _CHUNK] for start in range(0, len(part), _CHUNK)] for part in order]
    # Started afresh, since TensorFlow's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    workers = ProcessPoolExecutor(os.cpu_count(), context, initializer=_begin)
    made: deque[Future[Examples]] = deque()
    try:
        with uninterrupted():  # a process that is half started has no end
            made.extend(workers.submit(_make, *_task(examples, turn, chunk, ways)) for chunk in chain(*chunks))
        for part in chunks:
            yield Examples.joined([made.popleft().result() for _ in part])
    finally:
        with uninterrupted():
            for future in made:
                future.cancel()
            # Not waited for: where Ctrl-C breaks a join, Python 3.11 takes the thread for ended, and ends its queue.
            workers.shutdown(wait=False)


def _task(
    examples: Examples, turn: Turn, chunk: NDArray[np.int64], ways: Mapping[Way, float]
) -> tuple[tuple[int, int, int], Examples, int, Mapping[Way, float]]:
    """What a worker needs: a seed, the digits of its chunk, how many negatives belong to it, and the ways."""
    digits = chunk[chunk < len(examples)]
    return (turn.seed, turn.epoch, int(chunk[0])), examples.at(digits), len(chunk) - len(digits), ways


def _begin() -> None:
    """Leave Ctrl-C, which goes to every process of a terminal, to the run's own, and end with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # it was killed, and nobody is left to end the pool


def _make(seed: tuple[int, int, int], digits: Examples, negatives: int, ways: Mapping[Way, float]) -> Examples:
    cv2.setNumThreads(1)  # one process a core
    rng = np.random.default_rng(seed)
    frames = [
        arrive(digit, int(label), digits.images, rng, ways)
        for digit, label in zip(digits.images, digits.labels, strict=True)
    ]
    kinds = rng.choice(list(SHARES), p=list(SHARES.values()), size=negatives)
    others = [framed(kind, rng, digits) for kind in kinds]
    labels = np.concatenate([digits.labels, np.full(negatives, NO_DIGIT, np.uint8)])
    mixed = rng.permutation(len(labels))
    return Examples(np.stack([*frames, *others]), labels).at(mixed)
