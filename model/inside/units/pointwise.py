"""Units that are computed from the numbers at their own place, in one layer or in several."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inside.units.weighted_sum import WeightedSum, of_numbers
from model.versions.manifest import LayerEntry
from model.versions.version import Arrays

Values = NDArray[np.float32]


def activation_alone(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """ReLU, Softmax and their like: the number itself goes into the function."""
    del entry, weights
    return of_numbers("activation", "the activation of the input", [float(values[tuple(index)])], [1.0])


def rescaled(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Rescaling: input x scale + offset, by channel where these are lists."""
    del weights
    scale, offset = (_by_channel(entry.config[name], index[-1]) for name in ("scale", "offset"))
    return of_numbers("scaling", "input x scale + offset", [float(values[tuple(index)])], [scale], bias=offset)


def batch_normalised(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """BatchNormalization: gamma x (input - mean) / sqrt(variance + epsilon) + beta with the means that training left.

    After Ioffe and Szegedy, "Batch Normalization" (arXiv 1502.03167).
    """
    channel = index[-1]
    gamma, beta = (
        float(weights[name][channel]) if name in weights else default for name, default in (("gamma", 1.0), ("beta", 0))
    )
    mean, variance = (float(weights[name][channel]) for name in ("moving_mean", "moving_variance"))
    epsilon = float(entry.config["epsilon"])
    factor = gamma / float(np.sqrt(variance + epsilon))
    return of_numbers(
        "normalisation",
        "gamma x (input - mean) / sqrt(variance + epsilon) + beta, as input x weight + bias",
        [float(values[tuple(index)])],
        [factor],
        bias=beta - mean * factor,
        details={"gamma": gamma, "beta": beta, "mean": mean, "variance": variance, "epsilon": epsilon},
        rounding=abs(beta) + abs(mean * factor),
    )


def merged(entry: LayerEntry, values: Sequence[Values], index: Sequence[int]) -> WeightedSum:
    """Add, Subtract, Multiply, Average, Maximum, Minimum: the same place of each layer that comes in."""
    numbers = [float(each[tuple(index)]) for each in values]
    count, kind = len(numbers), entry.class_name
    if kind == "Multiply":
        product = float(np.prod(np.array(numbers[1:], np.float64)))
        return of_numbers("merge", "the inputs' product", numbers[:1], [product], unit_of_source="layer")
    weights = {
        "Add": [1.0] * count,
        "Subtract": [1.0] + [-1.0] * (count - 1),
        "Average": [1.0 / count] * count,
        "Maximum": [float(place == int(np.argmax(numbers))) for place in range(count)],
        "Minimum": [float(place == int(np.argmin(numbers))) for place in range(count)],
    }[kind]
    return of_numbers("merge", _IN_WORDS[kind], numbers, weights, unit_of_source="layer")


def concatenated(entry: LayerEntry, values: Sequence[Values], index: Sequence[int]) -> WeightedSum:
    """Concatenate: the number comes from one of the layers, the others come before or after it."""
    axis = int(entry.config.get("axis", -1))
    axis = axis - 1 if axis > 0 else axis % len(index)  # Keras counts the batch axis
    place, source = list(index), 0
    while place[axis] >= values[source].shape[axis]:
        place[axis] -= values[source].shape[axis]
        source += 1
    found = of_numbers(
        "copy",
        "the number of the layer that lies here",
        [float(values[source][tuple(place)])],
        [1.0],
        unit_of_source="layer",
        details={"place_in_input": place},
    )
    return WeightedSum(
        found.kind, found.formula, "layer", np.array([source]), found.inputs, found.weights, details=found.details
    )


_IN_WORDS = {
    "Add": "the inputs' sum",
    "Subtract": "the first input less the second",
    "Average": "the inputs' mean",
    "Maximum": "the largest input",
    "Minimum": "the smallest input",
}


def _by_channel(value: float | Sequence[float], channel: int) -> float:
    return float(np.ravel(np.asarray(value, np.float64))[channel if np.size(value) > 1 else 0])
