"""A tiny budget: drawn digits in MNIST's place, and one training run that the tests share."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training import recipes
from training.mnist import SHA256, Examples, Mnist
from training.recipes import Recipe
from training.train import Plan, train
from training.writing.strokes import HANDS, draw


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Keras save a model: it asks TensorFlow's variables for NumPy arrays in a way that NumPy 2 warns of."""
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword"))


def drawn(count: int, seed: int) -> Examples:
    """Digits in several hands, each a little different."""
    random = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.uint8) % 10
    images = [draw(int(digit), HANDS[random.integers(len(HANDS))], random.normal(0, 0.08, (2, 2))) for digit in labels]
    return Examples(np.stack(images), labels)


@pytest.fixture(scope="session")
def data() -> Mnist:
    return Mnist(drawn(640, seed=1), drawn(100, seed=2), dict(SHA256))


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """The textbook's, but two epochs of small batches."""
    return replace(recipes.find("textbook"), epochs=2, batch_size=24)


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe) -> Plan:
    folder = tmp_path_factory.mktemp("training")
    return Plan(recipe, seed=3, models=folder / "digits", run=folder / "run")


@pytest.fixture(scope="session")
def version(plan: Plan, data: Mnist) -> Path:
    """A version's folder, as `digitscope train` writes it."""
    return train(plan, data)
