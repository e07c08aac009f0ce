"""What a unit, or a whole layer, sees of the picture: its rows and columns, traced back layer by layer."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.inside.reach import taps
from model.versions.manifest import LayerEntry

Sides = tuple[frozenset[int], frozenset[int]]

# Layers whose output has the rows and columns of their input, as far as this module knows how.
_KEEPING = {
    *("InputLayer", "Rescaling", "Normalization", "BatchNormalization", "Dense"),
    *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
    *("Dropout", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    *("ActivityRegularization", "Identity"),
    *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"),
    *("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"),
    *("MaxPooling2D", "AveragePooling2D", "UpSampling2D", "ZeroPadding2D", "Cropping2D"),
}
_WHOLE = {"Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"}
_OF_VECTORS = {*_KEEPING, *_WHOLE, "Reshape"}


@dataclass(frozen=True)
class Field:
    """The smallest box that holds all that is seen: the first and the last row and column, counted from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Seen:
    """Rows and columns of the picture; what lies at one of each is seen."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def field(self) -> Field | None:
        """None where nothing is seen, but padding."""
        if not self.rows or not self.columns:
            return None
        return Field(self.rows[0], self.rows[-1], self.columns[0], self.columns[-1])


def seen_by(layers: Sequence[LayerEntry], picture: Sequence[int], layer: str, index: Sequence[int]) -> Seen | None:
    """What the unit at `index` of a layer sees; None where that is not known of a layer on the way.

    Args:
        layers: the network's, in order.
        picture: (height, width, channels).
        layer: the unit's.
        index: the unit's place, without the batch axis.
    """
    entries = {entry.name: entry for entry in layers}
    entry = entries[layer]
    if entry.class_name in ("Flatten", "Reshape") and len(_input_shape(entries, entry, picture)) == 3:
        shape = _input_shape(entries, entry, picture)
        number = np.ravel_multi_index(tuple(index), [side or 1 for side in entry.output_shape[1:]])
        row, column = np.unravel_index(int(number), shape)[:2]
        return _seen(entries, entry.inputs, picture, (frozenset([int(row)]), frozenset([int(column)])))
    if len(index) != 3:
        return seen_by_layer(layers, picture, layer)
    return _seen(entries, (layer,), picture, (frozenset([index[0]]), frozenset([index[1]])))


def seen_by_layer(layers: Sequence[LayerEntry], picture: Sequence[int], layer: str) -> Seen | None:
    """What all units of a layer see together; None where that is not known of a layer on the way."""
    entries = {entry.name: entry for entry in layers}
    return _seen(entries, (layer,), picture, _whole(entries[layer].output_shape[1:]))


def _seen(entries: Mapping[str, LayerEntry], names: Sequence[str], picture: Sequence[int], sides: Sides) -> Seen | None:
    """What is seen by those rows and columns of the named layers' outputs; no name: of the picture."""
    wanted: dict[str, Sides] = dict.fromkeys(names, sides)
    found: Sides = (frozenset(), frozenset()) if names else sides
    for entry in reversed(list(entries.values())):
        if entry.name not in wanted:
            continue
        before = _before(entry, _input_shape(entries, entry, picture), wanted.pop(entry.name))
        if before is None:
            return None
        for name in entry.inputs:
            wanted[name] = _joined(wanted.get(name), before)
        if not entry.inputs:
            found = _joined(found, before)
    return Seen(tuple(sorted(found[0])), tuple(sorted(found[1])))


def _before(entry: LayerEntry, shape: tuple[int, ...], sides: Sides) -> Sides | None:
    """The rows and columns of a layer's input that those of its output are computed from."""
    if len(shape) != 3 or len(entry.output_shape) != 4:
        if entry.class_name not in _OF_VECTORS:
            return None
        return _whole(shape)
    if entry.class_name not in _KEEPING or entry.config.get("axis", -1) not in (-1, [-1], 3, [3]):
        return _whole(shape) if entry.class_name in _WHOLE else None
    rows, columns = (
        frozenset(
            tap.row
            for position in sides[axis]
            for tap in taps(entry, axis, shape[axis], position)
            if tap.row is not None
        )
        for axis in (0, 1)
    )
    return rows, columns


def _input_shape(entries: Mapping[str, LayerEntry], entry: LayerEntry, picture: Sequence[int]) -> tuple[int, ...]:
    shape = entries[entry.inputs[0]].output_shape[1:] if entry.inputs else picture
    return tuple(side or 1 for side in shape)


def _whole(shape: Sequence[int | None]) -> Sides:
    """All rows and columns of a map; one of each for a vector."""
    rows, columns = itertools.islice((*shape, 1, 1), 2) if len(shape) == 3 else (1, 1)
    return frozenset(range(rows or 1)), frozenset(range(columns or 1))


def _joined(one: Sides | None, other: Sides) -> Sides:
    return other if one is None else (one[0] | other[0], one[1] | other[1])
