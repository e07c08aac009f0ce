"""Units of pooling layers: one channel's window, and who wins it or how it is shared."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inside.units.convolution import window_of
from model.inside.units.weighted_sum import Doubles, WeightedSum, Window
from model.versions.manifest import LayerEntry
from model.versions.version import Arrays

Values = NDArray[np.float32]


def pooling(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """MaxPooling2D and AveragePooling2D; what lies in the padding neither wins nor counts, as in TensorFlow."""
    del weights
    return _pooled(entry, values, window_of(entry, values, index), index[2])


def global_pooling(entry: LayerEntry, values: Values, weights: Arrays, index: Sequence[int]) -> WeightedSum:
    """The whole map of one channel is the window."""
    del weights
    rows, columns = (tuple(range(side)) for side in values.shape[:2])
    return _pooled(entry, values, Window(rows, columns, rows, columns), index[-1])


def _pooled(entry: LayerEntry, values: Values, window: Window, channel: int) -> WeightedSum:
    cells, inside = window.cut(values[..., channel : channel + 1]), window.inside
    largest = "Max" in entry.class_name
    winner = _winner(cells[0], inside) if largest else None
    return WeightedSum(
        kind="max pooling" if largest else "average pooling",
        formula="the largest number in the window" if largest else "the sum of the window over its count of cells",
        unit_of_source="channel",
        sources=np.array([channel]),
        inputs=cells,
        weights=(_only(winner, window.shape) if winner else inside / inside.sum())[np.newaxis],
        window=window,
        details=_place(window, winner) if winner else {"count": int(inside.sum())},
    )


def _winner(cells: Doubles, inside: NDArray[np.bool_]) -> tuple[int, int]:
    """Of equals the first, as TensorFlow's gradient has it."""
    row, column = np.unravel_index(int(np.where(inside, cells, -np.inf).argmax()), cells.shape)
    return int(row), int(column)


def _only(winner: tuple[int, int], shape: tuple[int, int]) -> Doubles:
    weights = np.zeros(shape)
    weights[winner] = 1
    return weights


def _place(window: Window, winner: tuple[int, int]) -> dict[str, float | int | str | list[int] | None]:
    return {
        "winner": list(winner),
        "winner_in_input": [window.rows[winner[0]] or 0, window.columns[winner[1]] or 0],
    }
