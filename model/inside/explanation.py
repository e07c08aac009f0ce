"""One unit of the served network, exactly: what comes in, what it is multiplied with, the sum, the activation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.inside.activity import Activity, find_entry, logits_of
from model.inside.errors import Unexplained
from model.inside.field import Field, seen_by
from model.inside.units import activation, rules
from model.inside.units.activation import Softmax
from model.inside.units.copies import IDENTITIES
from model.inside.units.weighted_sum import WeightedSum, of_numbers
from model.versions.manifest import LayerEntry

TOLERANCE = 1e-5  # of the terms' magnitudes: float32 sums in another order differ by about 1e-7 of them
_ALMOST_NOTHING = 1e-7  # where all terms are about 0


@dataclass(frozen=True)
class Explanation:
    """A unit, worked out.

    Attributes:
        entry: the unit's layer.
        index: the unit's place in it, without the batch axis.
        sum: inputs, weights and bias; `sum.total` is the pre-activation.
        order: the places in `sum.sources` by their contributions' magnitude, the largest first.
        activation: its name; `linear` where the layer has none.
        softmax: the whole softmax that the unit is one share of.
        calibrated: of the network's last softmax, the one with the fitted temperature, whose shares are served.
        computed: the activation of the sum, in float64.
        value: TensorFlow's.
        pre_activation: TensorFlow's; None where the layer has no activation.
        field: what the unit sees of the picture; None where that is not known, or nothing.
        origin: the layer whose map a Flatten before this layer made a row of, and that map's shape.
    """

    entry: LayerEntry
    index: tuple[int, ...]
    sum: WeightedSum
    order: tuple[int, ...]
    activation: str
    softmax: Softmax | None
    calibrated: Softmax | None
    computed: float
    value: float
    pre_activation: float | None
    field: Field | None
    origin: tuple[str | None, tuple[int, ...]] | None

    @property
    def difference(self) -> float:
        """How far the computed pre-activation and value are from TensorFlow's, the larger of both."""
        before = 0.0 if self.pre_activation is None else abs(self.sum.total - self.pre_activation)
        return max(before, abs(self.computed - self.value))

    @property
    def allowed(self) -> float:
        """How far they may be: 1e-5 of the terms' magnitudes."""
        return TOLERANCE * max(self.sum.magnitude, abs(self.value)) + _ALMOST_NOTHING


def explain(activity: Activity, layer: str, index: Sequence[int]) -> Explanation:
    """Work out the unit at `index` of a layer; `activity` must have the layer's weights.

    Raises:
        NotFound: there is no such layer.
        Unexplained: how the layer computes its units is not known here, or is not what its description says.
    """
    manifest = activity.manifest
    entry = find_entry(manifest, layer)
    rules.require_explainable(manifest, entry)
    place, weights = tuple(index), activity.weights[layer]
    found = _sum(activity, entry, place)
    seen = seen_by(manifest.layers, manifest.input_shape, layer, place)
    before, name = activity.before_activation(layer), activation.name_of(entry) or "linear"
    worked_out = None if name != "softmax" or before is None else activation.softmax(before[place[:-1]])
    last = worked_out is not None and entry.name == manifest.layers[-1].name
    explanation = Explanation(
        entry=entry,
        index=place,
        sum=found,
        order=tuple(int(each) for each in np.argsort(-np.abs(found.contributions), kind="stable")),
        activation=name,
        softmax=worked_out,
        calibrated=activation.softmax(logits_of(manifest, activity.outputs), manifest.calibration.temperature)
        if last
        else None,
        computed=float(worked_out.shares[place[-1]])
        if worked_out
        else activation.apply(entry, found.total, weights, place),
        value=float(activity.outputs[layer][place]),
        pre_activation=None if before is None else float(before[place]),
        field=None if seen is None else seen.field,
        origin=_origin(activity, entry),
    )
    if explanation.difference > explanation.allowed:
        raise Unexplained(
            f"layer {layer!r} computes {explanation.value:.6g} where its description says {explanation.computed:.6g}; "
            "a version that was exported before its scaling was written down may be exported again"
        )
    return explanation


def _sum(activity: Activity, entry: LayerEntry, index: tuple[int, ...]) -> WeightedSum:
    if entry.class_name == rules.INPUT:
        scaling = activity.manifest.scaling
        pixel = float(activity.frame.reshape(activity.manifest.input_shape)[index])
        return of_numbers("input", "pixel x scale + offset", [pixel], [scaling.scale], bias=scaling.offset)
    values = activity.inputs(entry)
    if entry.class_name in rules.OF_SEVERAL:
        return rules.OF_SEVERAL[entry.class_name](entry, values, index)
    return rules.OF_ONE[entry.class_name](entry, values[0], activity.weights[entry.name], index)


def _origin(activity: Activity, entry: LayerEntry) -> tuple[str | None, tuple[int, ...]] | None:
    """Behind a Flatten, the map that it made a row of: its layer, None for the picture, and its shape."""
    entries = {each.name: each for each in activity.manifest.layers}
    while entry.class_name in (*IDENTITIES, "Dense", "Flatten") and entry.inputs:
        if entry.class_name == "Flatten":
            return entry.inputs[0], activity.outputs[entry.inputs[0]].shape
        entry = entries[entry.inputs[0]]
        if entry.class_name == "Dense":
            return None
    return (None, activity.input.shape) if entry.class_name == "Flatten" else None
