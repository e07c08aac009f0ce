"""How much a run of the experiments may cost: the same for every variant."""

from dataclasses import dataclass

from training.evaluation.trials import Sizes
from training.mnist import Examples, Mnist


@dataclass(frozen=True)
class Budget:
    """What each variant gets.

    Attributes:
        epochs: passes over the training images.
        trained: of MNIST's training images, how many at their start are trained on.
        held_out: how many at their end are not, and are measured on.
        tested: how many of MNIST's test images are measured on.
        sizes: of the trials beyond them.
        seeds: each trains every variant once.
    """

    epochs: int
    trained: int
    held_out: int
    tested: int
    sizes: Sizes
    seeds: tuple[int, ...]

    def of(self, data: Mnist) -> tuple[Examples, Examples, Examples]:
        """The images to train on, those held out, and the test images."""
        return (
            data.train.at(slice(self.trained)),
            data.train.at(slice(-self.held_out, None)),
            data.test.at(slice(self.tested)),
        )


FULL = Budget(5, 55_000, 5_000, 10_000, Sizes(corrupted=2_000, sheets=100, crops=1), seeds=(0, 1, 2))
QUICK = Budget(1, 4_000, 1_000, 2_000, Sizes(corrupted=100, sheets=10, crops=1), seeds=(0, 1))
