"""NumPy arrays as files in memory."""

import zipfile
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
    # Not by np.savez, which takes the names as keywords beside its own: a layer may be called anything, such as `file`.
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, values in arrays.items():
            archive.writestr(f"{name}.npy", npy(values))
    return buffer.getvalue()
