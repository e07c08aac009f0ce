"""One turn through the training pictures: an epoch of a run."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.mnist import Examples


@dataclass(frozen=True)
class Turn:
    """Which epoch it is, from 1, of a run with which seed, and how many pictures are trained on in one go."""

    seed: int
    epoch: int
    part: int

    def order(self, count: int) -> list[NDArray[np.int64]]:
        """The order of `count` pictures, in parts; from the seed and the epoch alone."""
        order = np.random.default_rng((self.seed, self.epoch)).permutation(count)
        return np.split(order, range(self.part, count, self.part))


@dataclass(frozen=True)
class Shown:
    """The pictures of one turn: how many, and what yields them part by part."""

    count: int
    parts: Generator[Examples]


def shuffled(examples: Examples, turn: Turn) -> Shown:
    """Each of the examples once, as it is."""
    return Shown(len(examples), (examples.at(part) for part in turn.order(len(examples))))
