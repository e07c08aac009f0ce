"""NumPy arrays as files in memory."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray


def npy(values: NDArray[Any]) -> bytes:
    """One array as a `.npy` file."""
    buffer = BytesIO()
    np.save(buffer, np.ascontiguousarray(values), allow_pickle=False)
    return buffer.getvalue()


def npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Named arrays as one `.npz` file."""
    buffer = BytesIO()
    # savez takes the names as keywords; a layer may be called anything, so they go in as a mapping.
    np.savez(buffer, allow_pickle=False, **dict(arrays))
    return buffer.getvalue()
