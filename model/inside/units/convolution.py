"""Units of convolutions: window times kernel, for each input channel."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inside.reach import taps
from model.inside.units.weighted_sum import Doubles, WeightedSum, Window
from model.versions.manifest import LayerEntry
from model.versions.version import Arrays

Values = NDArray[np.float32]


def window_of(entry: LayerEntry, values: Values, index: Sequence[int]) -> Window:
    """Where in (height, width, channels) values the unit at `index` looks."""
    rows, columns = (taps(entry, axis, values.shape[axis], index[axis]) for axis in (0, 1))
    return Window(
        tuple(tap.row for tap in rows),
        tuple(tap.row for tap in columns),
        tuple(tap.kernel for tap in rows),
        tuple(tap.kernel for tap in columns),
    )


def conv2d(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Keras's kernel is (height, width, in, out); with groups, a filter sees the channels of its group alone."""
    kernel, unit = weights["kernel"].astype(np.float64), index[2]
    inputs, groups = kernel.shape[2], int(entry.config.get("groups", 1))
    group = unit // (kernel.shape[3] // groups)
    sources = np.arange(group * inputs, (group + 1) * inputs)
    return _sum(entry, values, index, sources, kernel[..., unit], weights)


def depthwise(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """One input channel alone: kernel (height, width, in, depth multiplier), outputs in that order."""
    kernel = weights["kernel"].astype(np.float64)
    source, copy = divmod(index[2], kernel.shape[3])
    return _sum(entry, values, index, np.array([source]), kernel[:, :, source : source + 1, copy], weights)


def separable(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """A depthwise convolution and a 1x1 convolution make together the kernel that is shown for each input channel."""
    depthwise_kernel, pointwise = (
        weights[name].astype(np.float64) for name in ("depthwise_kernel", "pointwise_kernel")
    )
    inputs, multiplier = depthwise_kernel.shape[2:]
    mixed = pointwise[0, 0, :, index[2]].reshape(inputs, multiplier)
    return _sum(entry, values, index, np.arange(inputs), np.einsum("hwim,im->hwi", depthwise_kernel, mixed), weights)


def transposed(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """Keras's kernel is (height, width, out, in): of it, what the input cells stamp onto this output cell."""
    return _sum(entry, values, index, np.arange(values.shape[2]), weights["kernel"][:, :, index[2]], weights)


def _sum(
    entry: LayerEntry,
    values: Values,
    index: Sequence[int],
    sources: NDArray[np.intp],
    kernel: Doubles,
    weights: Arrays,
) -> WeightedSum:
    """Args: `kernel` is (height, width, sources)."""
    window = window_of(entry, values, index)
    met = kernel[np.ix_(window.kernel_rows, window.kernel_columns)]
    return WeightedSum(
        kind="transposed convolution" if entry.class_name == "Conv2DTranspose" else "convolution",
        formula="sum over the input channels of (window x kernel), plus the bias",
        unit_of_source="channel",
        sources=sources,
        inputs=window.cut(values[..., sources]),
        weights=np.moveaxis(met, -1, 0).astype(np.float64),
        bias=float(weights["bias"][index[2]]) if "bias" in weights else 0.0,
        window=window,
    )
