"""Which rows of its input a layer computes one output row from, tap by tap; for columns likewise.

After TensorFlow's rules for `valid` and `same` padding (tf.nn.convolution, "Notes on padding").
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from model.versions.manifest import LayerEntry

POOLS = ("MaxPooling2D", "AveragePooling2D")
CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D")


class Tap(NamedTuple):
    """A row of the input, None where it lies in the padding, and the row of the kernel that it meets."""

    row: int | None
    kernel: int


def taps(entry: LayerEntry, axis: int, side: int, position: int) -> tuple[Tap, ...]:
    """What the output row `position` is computed from.

    Args:
        entry: a layer that keeps rows and columns.
        axis: 0 for rows, 1 for columns.
        side: how many of them the input has.
        position: of the output row or column.

    A layer that this module does not know takes each row from the same one.
    """
    rule = _RULES.get(entry.class_name)
    return rule(entry.config, axis, side, position) if rule else (Tap(position, 0),)


def side_of(config: Mapping[str, Any], key: str, axis: int, default: int = 1) -> int:
    """One side of what Keras writes as a number or as two; `default` where it is not told."""
    value = config.get(key)
    if value is None:
        return default
    return int(value if isinstance(value, int) else value[axis])


def window(config: Mapping[str, Any], axis: int) -> tuple[int, int, int]:
    """Kernel, stride and dilation along one axis, of a convolution or a pooling layer."""
    if "pool_size" in config:
        size = side_of(config, "pool_size", axis)
        return size, side_of(config, "strides", axis, size), 1
    return (
        side_of(config, "kernel_size", axis),
        side_of(config, "strides", axis),
        side_of(config, "dilation_rate", axis),
    )


def added_before(padding: str, side: int, size: int, stride: int, dilation: int = 1) -> int:
    """Rows that `same` padding adds above, the smaller half of all that it adds; 0 for `valid`."""
    if padding != "same":
        return 0
    reach = (size - 1) * dilation + 1
    return max((math.ceil(side / stride) - 1) * stride + reach - side, 0) // 2


def _windowed(config: Mapping[str, Any], axis: int, side: int, position: int) -> tuple[Tap, ...]:
    size, stride, dilation = window(config, axis)
    start = position * stride - added_before(config["padding"], side, size, stride, dilation)
    rows = [start + tap * dilation for tap in range(size)]
    return tuple(Tap(row if 0 <= row < side else None, tap) for tap, row in enumerate(rows))


def _transposed(config: Mapping[str, Any], axis: int, side: int, position: int) -> tuple[Tap, ...]:
    """Input row i adds kernel row t to output row i * stride + t - before (the gradient of a convolution)."""
    size, stride, _ = window(config, axis)
    before = max(size - stride, 0) // 2 if config["padding"] == "same" else 0
    met = ((row, position + before - row * stride) for row in range(side))
    return tuple(Tap(row, tap) for row, tap in met if 0 <= tap < size)


def _upsampled(config: Mapping[str, Any], axis: int, side: int, position: int) -> tuple[Tap, ...]:
    factor = side_of(config, "size", axis, 2)
    if config.get("interpolation", "nearest") == "nearest":
        return (Tap(position // factor, 0),)
    return tuple(Tap(row, tap) for tap, row in enumerate(dict.fromkeys(between(side, factor, position)[:2])))


def between(side: int, factor: int, position: int) -> tuple[int, int, float]:
    """The two rows that bilinear upsampling mixes, and the second one's share: pixels are squares, not points."""
    place = min(max((position + 0.5) / factor - 0.5, 0.0), side - 1.0)
    first = int(place)
    return first, first + (place > first), place - first


def _bordered(config: Mapping[str, Any], axis: int, side: int, position: int) -> tuple[Tap, ...]:
    row = position - int(config["padding"][axis][0])
    return (Tap(row if 0 <= row < side else None, 0),)


def _cropped(config: Mapping[str, Any], axis: int, side: int, position: int) -> tuple[Tap, ...]:
    return (Tap(min(position + int(config["cropping"][axis][0]), side - 1), 0),)


_RULES: dict[str, Callable[[Mapping[str, Any], int, int, int], tuple[Tap, ...]]] = {
    **dict.fromkeys((*POOLS, *CONVOLUTIONS), _windowed),
    "Conv2DTranspose": _transposed,
    "UpSampling2D": _upsampled,
    "ZeroPadding2D": _bordered,
    "Cropping2D": _cropped,
}
