"""An experiment from its parameters: which kernel, which operation, and what is to be told of it."""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.experiments.axis import Padding
from model.inside.experiments.convolve import Activation, convolve
from model.inside.experiments.kernel import Kernel, parse_kernel
from model.inside.experiments.pool import Kind, pool
from model.inside.experiments.result import MAX_SIDE, Result
from model.inside.experiments.sheet import single
from model.inside.experiments.transpose import transpose
from model.inside.experiments.upsample import Interpolation, upsample
from model.versions.version import Version

Sheet = NDArray[np.float64]

MAX_PRODUCTS = 40_000_000  # about half a second


@dataclass(frozen=True, eq=False)
class Experiment:
    """What was done.

    Attributes:
        operation: its name.
        values: what it was done on, float64 (height, width, channels).
        result: what came out.
        parameters: as they were used.
        kernel: where there is one.
        even: of a transposed convolution, whether the stride divides the kernel's size, so that all overlaps are equal.
    """

    operation: str
    values: Sheet
    result: Result
    parameters: dict[str, float | int | str]
    kernel: Kernel | None = None
    even: bool | None = field(default=None)


def convolved(
    version: Version,
    values: Sheet,
    kernel: str,
    size: int | None,
    padding: Padding,
    stride: int,
    bias: float | None,
    activation: Activation,
) -> Experiment:
    """A convolution with the kernel that `kernel` names, its own bias where None is given."""
    chosen = parse_kernel(kernel, size, version)
    products = values.size * chosen.values[..., 0].size // stride**2
    if products > MAX_PRODUCTS:
        raise BadRequest(f"that are about {products:,} products, and at most {MAX_PRODUCTS:,} are worked out")
    added = chosen.bias if bias is None else bias
    result = convolve(values, chosen.values, padding=padding, stride=stride, bias=added, activation=activation)
    told: dict[str, float | int | str] = {"padding": padding, "stride": stride, "bias": added, "activation": activation}
    return Experiment("convolve", values, result, told, chosen)


def pooled(values: Sheet, kind: Kind, size: int, stride: int, padding: Literal["valid", "same"]) -> Experiment:
    """Pooling of one map."""
    result = pool(single(values), kind=kind, size=size, stride=stride, padding=padding)
    return Experiment("pool", values, result, {"kind": kind, "size": size, "stride": stride, "padding": padding})


def transposed(
    version: Version, values: Sheet, kernel: str, size: int | None, stride: int, padding: Literal["valid", "same"]
) -> Experiment:
    """A transposed convolution of one map with a kernel of one channel."""
    chosen = parse_kernel(kernel, size, version)
    flat = single(chosen.values)
    result = transpose(single(values), flat, stride=stride, padding=padding)
    even = all(side % stride == 0 for side in flat.shape)
    return Experiment("transpose", values, result, {"stride": stride, "padding": padding}, chosen, even)


def upsampled(
    version: Version, values: Sheet, factor: int, interpolation: Interpolation, kernel: str | None, size: int | None
) -> Experiment:
    """Upsampling of one map, and a `same` convolution afterwards where a kernel is named."""
    chosen = None if kernel is None else parse_kernel(kernel, size, version)
    result = upsample(single(values), factor=factor, interpolation=interpolation)
    if chosen is not None:
        if max(result.values.shape) > 2 * MAX_SIDE:
            raise BadRequest(f"at most {2 * MAX_SIDE} cells a side are convolved; take a smaller factor")
        smoothed = convolve(result.values[..., np.newaxis], chosen.values, padding="same")
        result = replace(smoothed, formula=result.formula, expected=result.expected)
    return Experiment("upsample", values, result, {"factor": factor, "interpolation": interpolation}, chosen)
