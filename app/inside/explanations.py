"""A unit's arithmetic as `POST /units` answers it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from model.inside.explanation import Explanation
from model.inside.field import Field
from model.inside.units.activation import Softmax


def render_explanation(found: Explanation, labels: Sequence[str], top: int) -> dict[str, Any]:
    """The members of a UnitExplanation that are about the unit; its first `top` contributions in full."""
    entry, total = found.entry, found.sum
    shape = [side or 1 for side in entry.output_shape[1:]]
    contributions = total.contributions
    order = np.array(found.order, np.intp)
    return {
        "layer": entry.name,
        "class": entry.class_name,
        "inputs": entry.inputs,
        "index": found.index,
        "number": int(np.ravel_multi_index(found.index, shape)),
        "shape": shape,
        "kind": total.kind,
        "formula": total.formula,
        "source": total.unit_of_source,
        "sum": {
            "terms": float(contributions.sum()),
            "bias": total.bias,
            "total": total.total,
            "count": int(total.inputs.size),
            "magnitude": total.magnitude,
        },
        "activation": _render_activation(found, labels),
        "value": found.value,
        "pre_activation": found.pre_activation,
        "difference": found.difference,
        "allowed_difference": found.allowed,
        "window": _render_window(found),
        "field": render_field(found.field),
        "details": total.details,
        "origin": None if found.origin is None else {"layer": found.origin[0], "shape": found.origin[1]},
        "ranking": {"sources": total.sources[order], "contributions": contributions[order]},
        "contributions": [_render_contribution(found, place, rank) for rank, place in enumerate(found.order[:top])],
    }


def render_field(field: Field | None) -> list[int] | None:
    """As x, y, width, height on the frame."""
    if field is None:
        return None
    width, height = field.last_column - field.first_column + 1, field.last_row - field.first_row + 1
    return [field.first_column, field.first_row, width, height]


def _render_contribution(found: Explanation, place: int, rank: int) -> dict[str, Any]:
    inputs, weights = found.sum.inputs[place], found.sum.weights[place]
    source = int(found.sum.sources[place])
    magnitudes = np.abs(found.sum.contributions).sum()
    contribution = float(found.sum.contributions[place])
    return {
        "source": source,
        "rank": rank,
        "contribution": contribution,
        "share": contribution / float(magnitudes) if magnitudes else 0.0,
        "cell": _cell(found, source),
        "inputs": inputs.tolist(),
        "weights": weights.tolist(),
        "products": (inputs * weights).tolist(),
    }


def _cell(found: Explanation, source: int) -> list[int] | None:
    """Where a number that went through a Flatten lies in the map before it."""
    if found.origin is None or found.sum.unit_of_source != "number" or len(found.index) != 1:
        return None
    return [int(part) for part in np.unravel_index(source, found.origin[1])]


def _render_window(found: Explanation) -> dict[str, Any] | None:
    window = found.sum.window
    return None if window is None else {**asdict(window), "padded": not bool(window.inside.all())}


def _render_activation(found: Explanation, labels: Sequence[str]) -> dict[str, Any]:
    named = labels if found.calibrated is not None else None
    return {
        "name": found.activation,
        "input": found.sum.total,
        "output": found.computed,
        "softmax": render_softmax(found.softmax, named),
        "calibrated": render_softmax(found.calibrated, named),
    }


def render_softmax(worked_out: Softmax | None, labels: Sequence[str] | None) -> dict[str, Any] | None:
    """Each term of a softmax: exp(logit - maximum) / sum."""
    if worked_out is None:
        return None
    columns = zip(worked_out.logits.tolist(), worked_out.exponentials.tolist(), worked_out.shares.tolist(), strict=True)
    return {
        "maximum": worked_out.maximum,
        "sum": worked_out.sum,
        "terms": [
            {
                "index": index,
                "label": None if labels is None else labels[index],
                "logit": logit,
                "exponential": exponential,
                "share": share,
            }
            for index, (logit, exponential, share) in enumerate(columns)
        ],
    }
