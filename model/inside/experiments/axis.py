"""Where a window lies along one axis: every start that it takes, counted one by one."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from model.errors import BadRequest
from model.inside.reach import added_before

Padding = Literal["valid", "same", "full"]
FORMULAS: dict[Padding, tuple[str, str]] = {
    "valid": ("N - M + 1", "floor((N - M) / S) + 1"),
    "same": ("N", "ceil(N / S)"),
    "full": ("N + M - 1", "floor((N + M - 2) / S) + 1"),
}


@dataclass(frozen=True)
class Axis:
    """A window that slides along one side of a picture.

    Attributes:
        side: cells of the picture, N.
        size: cells of the window, M.
        stride: cells from one start to the next, S.
        starts: of each window; negative in the padding before the picture.
        expected: how many there are by the formula.
    """

    side: int
    size: int
    stride: int
    starts: tuple[int, ...]
    expected: int

    @property
    def before(self) -> int:
        """Cells of padding in front that windows reach."""
        return max(0, -self.starts[0])

    @property
    def after(self) -> int:
        """Cells of padding behind that windows reach."""
        return max(0, self.starts[-1] + self.size - self.side)

    @property
    def touching(self) -> tuple[bool, ...]:
        """Which windows reach into the padding."""
        return tuple(start < 0 or start + self.size > self.side for start in self.starts)

    @property
    def unseen(self) -> tuple[int, ...]:
        """The picture's rows that no window covers."""
        seen = {row for start in self.starts for row in range(start, start + self.size)}
        return tuple(row for row in range(self.side) if row not in seen)


def slide(side: int, size: int, stride: int, padding: Padding) -> Axis:
    """A window of `size` along `side` cells.

    `same` adds TensorFlow's padding, `full` M - 1 cells on each side, so that every overlap counts.

    Raises:
        BadRequest: the window is larger than what it slides along, so that there is no place for it.
    """
    if padding not in get_args(Padding):
        raise BadRequest(f"padding must be {', '.join(get_args(Padding))}; got {padding!r}")
    if padding == "valid" and size > side:
        raise BadRequest(f"a window of {size} does not fit into {side} cells; take `same` or `full`, or a smaller one")
    first = {"valid": 0, "same": -added_before("same", side, size, stride), "full": 1 - size}[padding]
    last = {"valid": side - size, "same": first + (math.ceil(side / stride) - 1) * stride, "full": side - 1}[padding]
    expected = {
        "valid": (side - size) // stride + 1,
        "same": math.ceil(side / stride),
        "full": (side + size - 2) // stride + 1,
    }[padding]
    return Axis(side, size, stride, tuple(range(first, last + 1, stride)), expected)


def formula(padding: Padding, stride: int) -> str:
    """How many cells come out, of N with a window of M and a stride of S."""
    return FORMULAS[padding][stride > 1]
