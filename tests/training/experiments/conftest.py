"""A tiny budget, and runs of two variants that read and one that redraws."""

import pytest

from training.evaluation.trials import Sizes
from training.experiments.budget import Budget
from training.experiments.exam import Exam
from training.mnist import Mnist

FEW = ("textbook", "filters-32", "transposed-3")


@pytest.fixture(scope="session")
def budget() -> Budget:
    return Budget(
        epochs=2, trained=96, held_out=32, tested=40, sizes=Sizes(corrupted=2, sheets=1, crops=1), seeds=(0, 1)
    )


@pytest.fixture(scope="session")
def exam(data: Mnist, budget: Budget) -> Exam:
    """Its pictures are made once for all tests."""
    return Exam(data, budget)
