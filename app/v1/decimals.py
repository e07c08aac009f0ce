"""Numbers as TensorFlow Serving writes them.

A float has six significant digits where those lead back to it, else nine (a double seventeen), in C's `%g`; whole
numbers end in `.0` unless they have an exponent; NaN, Infinity and -Infinity stand bare.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_CHUNK = 4096  # formatting holds the interpreter lock: others get their turn between two chunks
_DIGITS = {"f4": 9, "f8": 17}
_NOT_FINITE = {"nan": "NaN", "-nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def decimals(values: NDArray[Any]) -> list[str]:
    """Each value of a flat float32 or float64 array as text."""
    texts: list[str] = []
    for start in range(0, len(values), _CHUNK):
        texts += _decimals(values[start : start + _CHUNK])
    return texts


def _decimals(values: NDArray[Any]) -> list[str]:
    texts = _format(values, 6)
    finite = np.isfinite(values)
    back = np.array(texts, np.float64).astype(values.dtype)
    longer = np.flatnonzero((back != values) & finite)
    for index, text in zip(longer.tolist(), _format(values[longer], _DIGITS[values.dtype.str[1:]]), strict=True):
        texts[index] = text
    texts = [text if "." in text or "e" in text else f"{text}.0" for text in texts]
    for index in np.flatnonzero(~finite).tolist():
        texts[index] = _NOT_FINITE[texts[index].removesuffix(".0")]
    return texts


def _format(values: NDArray[Any], digits: int) -> list[str]:
    # One operation for all: a call for each value would take most of a large answer's time.
    return (f"%.{digits}g " * len(values) % tuple(values.tolist())).split()
