"""Units of Dense layers: every input times its weight."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inside.units.weighted_sum import WeightedSum, of_numbers
from model.versions.manifest import LayerEntry
from model.versions.version import Arrays


def dense(entry: LayerEntry, values: NDArray[np.float32], weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Keras's kernel is (in, out); of an input with more axes, each place has a sum of its own."""
    del entry
    return of_numbers(
        "dense",
        "sum over the inputs of (input x weight), plus the bias",
        values[tuple(index[:-1])],
        weights["kernel"][:, index[-1]],
        bias=float(weights["bias"][index[-1]]) if "bias" in weights else 0.0,
    )
