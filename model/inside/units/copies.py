"""Units that are one number of the input, at another place or at the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inside.reach import between, side_of
from model.inside.units.convolution import window_of
from model.inside.units.weighted_sum import WeightedSum, Window, of_numbers
from model.versions.manifest import LayerEntry
from model.versions.version import Arrays

Values = NDArray[np.float32]

# What does nothing when a network is asked, though it did in training.
IDENTITIES = (
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    *("ActivityRegularization", "Identity"),
)


def identity(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """The number at the same place."""
    del weights
    formula = f"the input as it is: {entry.class_name} does nothing when the network is asked"
    return _copy(values, tuple(index), formula)


def reshaped(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Flatten and Reshape: numbers keep their order, row by row, and in each cell channel by channel."""
    del weights
    shape = [side or 1 for side in entry.output_shape[1:]]
    number = int(np.ravel_multi_index(tuple(index), shape))
    place = tuple(int(part) for part in np.unravel_index(number, values.shape))
    return _copy(values, place, "number (row x width + column) x channels + channel is that cell of the map")


def permuted(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Permute: axis i of the output is axis dims[i] of the input, counted from 1."""
    del weights
    place = [0] * len(index)
    for axis, dimension in enumerate(entry.config["dims"]):
        place[dimension - 1] = index[axis]
    return _copy(values, tuple(place), "the same number, its axes in another order")


def bordered(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """ZeroPadding2D and Cropping2D: a cell of the input, or a zero that was put around it."""
    del weights
    return _windowed(values, window_of(entry, values, index), index[2], "the cell that lies here, or 0 in the border")


def upsampled(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """UpSampling2D: the nearest cell, or (`bilinear`) up to four mixed by how near they are."""
    del weights
    window = window_of(entry, values, index)
    if entry.config.get("interpolation", "nearest") == "nearest":
        return _windowed(values, window, index[2], "the cell of the input that this one is a copy of")
    shares = [_shares(entry, axis, values.shape[axis], index[axis]) for axis in (0, 1)]
    mixed = np.outer(*shares)
    return _windowed(values, window, index[2], "the nearest cells, mixed by how near they are", mixed)


def _shares(entry: LayerEntry, axis: int, side: int, position: int) -> NDArray[np.float64]:
    first, second, share = between(side, side_of(entry.config, "size", axis, 2), position)
    return np.array([1.0]) if first == second else np.array([1 - share, share])


def _windowed(
    values: Values, window: Window, channel: int, formula: str, shares: NDArray[np.float64] | None = None
) -> WeightedSum:
    return WeightedSum(
        kind="copy" if shares is None else "mixture",
        formula=formula,
        unit_of_source="channel",
        sources=np.array([channel]),
        inputs=window.cut(values[..., channel : channel + 1]),
        weights=np.ones((1, *window.shape)) if shares is None else shares[np.newaxis],
        window=window,
    )


def _copy(values: Values, place: tuple[int, ...], formula: str) -> WeightedSum:
    found = of_numbers("copy", formula, [float(values[place])], [1.0], details={"place_in_input": list(place)})
    number = int(np.ravel_multi_index(place, values.shape))
    return WeightedSum(
        found.kind, formula, "number", np.array([number]), found.inputs, found.weights, details=found.details
    )
