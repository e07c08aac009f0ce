"""A convolution, as networks have it: the kernel is not turned round (cross-correlation)."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.experiments.axis import Padding, formula, slide
from model.inside.experiments.result import Result, cut, of_windows

Activation = Literal["linear", "relu"]


def convolve(
    values: NDArray[np.float64],
    kernel: NDArray[np.float64],
    *,
    padding: Padding = "valid",
    stride: int = 1,
    bias: float = 0.0,
    activation: Activation = "linear",
) -> Result:
    """Slide a kernel over a picture and add up what it meets, over all channels.

    Args:
        values: float64 (height, width, channels).
        kernel: float64 (height, width, channels).
        padding: `valid` none, `same` as Keras's Conv2D, `full` M - 1 zeros on each side.
        stride: cells from one place of the kernel to the next.
        bias: is added to every sum.
        activation: is applied to that.

    Raises:
        BadRequest: the kernel has other channels than the picture, or does not fit into it.
    """
    if kernel.shape[2] != values.shape[2]:
        raise BadRequest(
            f"the kernel has {kernel.shape[2]} channels and what it is to slide over has {values.shape[2]}; choose a "
            "kernel's channel with layer/filter/channel, or the channels with `of=layer:channels`"
        )
    rows, columns = (slide(values.shape[axis], kernel.shape[axis], stride, padding) for axis in (0, 1))
    sums = np.einsum("yxchw,hwc->yx", cut(values, rows, columns, 0.0), kernel) + bias
    result = np.maximum(sums, 0) if activation == "relu" else sums
    return of_windows(np.asarray(result, np.float64), rows, columns, formula(padding, stride))
