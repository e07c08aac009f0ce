"""Pages of MNIST's test digits, where `DIGITSCOPE_MNIST` names them."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.pages import distance
from cli.local import open_local
from model.stages import Stages
from tests.files import encode
from tests.mnist import images, labels, needs_mnist
from tests.pages import page
from tests.strokes import enlarge

pytestmark = needs_mnist


def glyph(digit: int, rng: np.random.Generator, height: int) -> NDArray[np.float32]:
    of_digit = np.flatnonzero(labels("test") == digit)
    return enlarge(images("test")[rng.choice(of_digit)], height)


@pytest.mark.parametrize("traits", [(), ("ruled",), ("shadow", "noise", "jpeg"), ("dark_border",)], ids="-".join)
def test_nineteen_of_twenty_digits_are_read_on_any_sheet(traits: tuple[str, ...], version_folder: Path) -> None:
    wrong = digits = 0
    with open_local(version_folder) as local:
        for seed in range(6):
            rng = np.random.default_rng([seed, 11])
            lines = ["".join(map(str, rng.integers(0, 10, rng.integers(3, 8)))) for _ in range(3)]
            data = encode(page(lines, rng, traits=traits, glyph=glyph))
            reading = asyncio.run(local.pages.read(data, local.served, Stages()))
            wrong += distance(reading.text, "\n".join(lines))
            digits += sum(map(len, lines))
    assert wrong <= 0.05 * digits
