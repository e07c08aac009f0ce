"""The value at a rank: quantiles of many pixels, without the interpolation that makes NumPy's own slow on few."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def at_share(values: NDArray[Any], share: float) -> float:
    """The value below which `share`, in 0..1, of the values lie; at least one value."""
    return at_shares(values, share)[0]


def at_shares(values: NDArray[Any], *shares: float) -> list[float]:
    """As `at_share`, for several at once."""
    # A partition would do, but is ten times slower than a sort where most values are equal, as on plain paper.
    ranked = np.sort(values, axis=None)
    return [float(ranked[min(values.size - 1, int(share * values.size))]) for share in shares]
