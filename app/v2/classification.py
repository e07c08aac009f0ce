"""The classification extension: an output as its best classes, each as text `<value>:<index>[:<label>]`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest


def best_classes(
    name: str, values: NDArray[Any], count: int, labels: Sequence[str] = (), *, batched: bool = True
) -> NDArray[np.object_]:
    """The best classes of each item, object [N, K] of bytes, best first; [K] where there is no batch.

    Args:
        name: of the output, for the error.
        values: numbers [N, ...]; an item's own axes are taken as one.
        count: how many are wanted; there are no more than there are classes.
        labels: names of the classes, used where there is one for each.
        batched: whether the first axis is the batch.

    Raises:
        BadRequest: the values are no numbers.
    """
    if values.dtype.kind not in "biuf":
        raise BadRequest(f"class result not available for output '{name}' due to unsupported type")
    rows = values.reshape(len(values) if batched and values.ndim else 1, -1)
    count = min(count, rows.shape[1])
    named = labels if len(labels) == rows.shape[1] else None
    best = np.argsort(-rows.astype(np.float64), axis=1, kind="stable")[:, :count]
    texts = [
        [_told(row[index], index, named) for index in indices] for row, indices in zip(rows, best.tolist(), strict=True)
    ]
    classes = np.array(texts, object).reshape(len(rows), count)
    return classes if batched and values.ndim else classes[0]


def _told(value: Any, index: int, labels: Sequence[str] | None) -> bytes:
    number = f"{value:f}" if value.dtype.kind == "f" else str(int(value))
    return (f"{number}:{index}" if labels is None else f"{number}:{index}:{labels[index]}").encode()
