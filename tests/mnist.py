"""The real MNIST, where `DIGITSCOPE_MNIST` names it; tests that need it are skipped elsewhere."""

import os
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

needs_mnist = pytest.mark.skipif(
    "DIGITSCOPE_MNIST" not in os.environ, reason="DIGITSCOPE_MNIST does not name an mnist.npz"
)


@cache
def images(split: str) -> NDArray[np.uint8]:
    """uint8 (N, 28, 28) of `train` or `test`."""
    with np.load(os.environ["DIGITSCOPE_MNIST"], allow_pickle=False) as arrays:
        return np.asarray(arrays[f"x_{split}"])


@cache
def labels(split: str) -> NDArray[np.uint8]:
    """uint8 (N,) of `train` or `test`."""
    with np.load(os.environ["DIGITSCOPE_MNIST"], allow_pickle=False) as arrays:
        return np.asarray(arrays[f"y_{split}"])
