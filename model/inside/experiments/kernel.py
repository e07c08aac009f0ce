"""The kernel of an experiment: a named one, one written down, or one that the network learned."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest, NotFound
from model.inside.activity import find_entry
from model.versions.version import Version

MAX_SIZE = 15
MAX_WEIGHT = 1e6
_SIZED = ("blur", "gaussian")
NAMED: dict[str, tuple[str, list[list[float]]]] = {
    "identity": ("the picture as it is", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "edges": ("where brightness changes, in any direction (Laplace)", [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "horizontal": ("horizontal edges (Sobel)", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "vertical": ("vertical edges (Sobel)", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "sharpen": ("the picture, its edges stronger", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "emboss": ("light from the upper left", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
    "blur": ("the mean of what is around; of any size", [[1 / 9] * 3] * 3),
    "gaussian": ("a mean that favours what is near; of any size", [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
}
_NUMBER = r"[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,2})?"
_WRITTEN = re.compile(rf"\s*{_NUMBER}\s*([,;|]\s*{_NUMBER}\s*)*", re.ASCII | re.IGNORECASE)
_LEARNED = re.compile(r"([^/]+)/(\d{1,6})(?:/(\d{1,6}))?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Kernel:
    """`values` float64 (height, width, channels), and the bias that was learned with a whole filter, else 0."""

    name: str
    values: NDArray[np.float64]
    bias: float = 0.0


def parse_kernel(text: str, size: int | None, version: Version) -> Kernel:
    """The kernel that a text names.

    Args:
        text: a name, such as `edges`; weights, columns parted by commas, rows by semicolons and channels by bars, such
            as `1,0,-1;2,0,-2;1,0,-1`; or a learned filter, `conv2d/5`, or one of its input channels, `conv2d_1/5/0`.
        size: of `blur` and `gaussian`; None for 3.
        version: whose filters there are.

    Raises:
        BadRequest: the text says nothing of these, or the size cannot be.
        NotFound: there is no such layer, filter or channel.
    """
    if text in NAMED:
        return _named(text, size)
    if size is not None:
        raise BadRequest(f"size is for {' and '.join(_SIZED)}; {text[:80]!r} has one of its own")
    if _WRITTEN.fullmatch(text):
        return _written(text)
    learned = _LEARNED.fullmatch(text)
    if learned is None:
        raise BadRequest(
            f"kernel must be {', '.join(NAMED)}, weights such as 1,0,-1;2,0,-2;1,0,-1, or a learned filter such as "
            f"conv2d/5 or conv2d_1/5/0 (layer/filter/channel); got {text[:80]!r}"
        )
    return _learned(version, learned[1], int(learned[2]), None if learned[3] is None else int(learned[3]))


def _named(name: str, size: int | None) -> Kernel:
    values = np.array(NAMED[name][1], np.float64)
    if name in _SIZED:
        line = np.ones(size or 3) if name == "blur" else _binomial(size or 3)
        values = np.outer(line, line) / line.sum() ** 2
    elif size not in (None, len(values)):
        raise BadRequest(f"{name} is {len(values)}x{len(values)}; a size is for {' and '.join(_SIZED)}")
    return Kernel(name, values[..., np.newaxis])


def _binomial(size: int) -> NDArray[np.float64]:
    """A row of Pascal's triangle, which comes near to a Gaussian."""
    line = np.ones(1)
    for _ in range(size - 1):
        line = np.convolve(line, [1.0, 1.0])
    return line


def _written(text: str) -> Kernel:
    channels = [[[float(number) for number in row.split(",")] for row in rows.split(";")] for rows in text.split("|")]
    if len({len(row) for rows in channels for row in rows}) != 1 or len({len(rows) for rows in channels}) != 1:
        raise BadRequest("kernel must have rows of equal length, and as many of them in each channel")
    values = np.moveaxis(np.array(channels, np.float64), 0, -1)
    if np.abs(values).max() > MAX_WEIGHT:
        raise BadRequest(f"kernel may have weights up to {MAX_WEIGHT:,.0f}; its largest is {np.abs(values).max():.3g}")
    if max(values.shape[:2]) > MAX_SIZE:
        raise BadRequest(f"kernel may have {MAX_SIZE} rows and columns; it has {values.shape[0]}x{values.shape[1]}")
    return Kernel("written", values)


def _learned(version: Version, layer: str, unit: int, channel: int | None) -> Kernel:
    class_name = find_entry(version.manifest, layer).class_name
    if class_name != "Conv2D":
        raise BadRequest(f"layer {layer!r} is a {class_name}; kernels are taken from layers of the class Conv2D")
    weights = version.weights(layer)
    kernel = weights["kernel"].astype(np.float64)
    if max(kernel.shape[:2]) > MAX_SIZE:
        raise BadRequest(f"layer {layer!r} has kernels of {kernel.shape[:2]}, and at most {MAX_SIZE} a side are taken")
    if unit >= kernel.shape[3]:
        raise NotFound(f"layer {layer!r} has no filter {unit}; its filters are 0 to {kernel.shape[3] - 1}")
    if channel is None:
        bias = float(weights["bias"][unit]) if "bias" in weights else 0.0
        return Kernel(f"{layer}/{unit}", kernel[..., unit], bias)
    if channel >= kernel.shape[2]:
        raise NotFound(f"layer {layer!r} has no input channel {channel}; they are 0 to {kernel.shape[2] - 1}")
    return Kernel(f"{layer}/{unit}/{channel}", kernel[:, :, channel : channel + 1, unit])
