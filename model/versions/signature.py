"""What a SavedModel takes and gives: its signatures, as its own file describes them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tensor:
    """One input or output of a signature.

    Attributes:
        dtype: NumPy's name, such as `uint8`; `object` for strings.
        shape: the batch axis first; None for a side that is free, and in the place of a shape of unknown rank.
        graph_name: the tensor's name in the graph, such as `serving_default_image:0`.
    """

    dtype: str
    shape: tuple[int | None, ...] | None
    graph_name: str = ""

    def takes(self, shape: Sequence[int]) -> bool:
        """Whether an array of that shape may be given for it."""
        if self.shape is None:
            return True
        same_rank = len(shape) == len(self.shape)
        return same_rank and all(side in (None, given) for side, given in zip(self.shape, shape, strict=True))


@dataclass(frozen=True)
class Signature:
    """A function of the graph: its inputs and outputs by name."""

    inputs: dict[str, Tensor]
    outputs: dict[str, Tensor]
    method: str = "tensorflow/serving/predict"

    def values(self, items: int) -> int:
        """How many values the outputs have for a batch of so many items: at least, where shapes are open."""
        shapes = [tensor.shape for tensor in self.outputs.values() if tensor.shape is not None]
        return sum(
            math.prod(items if side is None and axis == 0 else side or 1 for axis, side in enumerate(shape))
            for shape in shapes
        )
