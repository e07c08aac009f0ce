"""All maps of all layers, in the network's order."""

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.feature_maps import draw_maps, statistics
from model.inside.layers import LayerFacts
from model.report.findings import Findings
from model.report.html import Markup, element, figure, image


def sections(findings: Findings) -> list[Markup]:
    """A mosaic for each layer, under what can be said of it in a line."""
    told = (
        "Each layer's maps for this picture. Blue is negative, white zero, orange and red positive; the scale is the "
        "layer's, and stands under its maps. A map that is struck through has one value everywhere: its filter found "
        "nothing here."
    )
    drawn = [_layer(layer, findings.activity.outputs[layer.name]) for layer in findings.version.layers]
    return [element("h2", "What each layer makes of it", id="maps"), element("p", told), *drawn]


def _layer(layer: LayerFacts, values: NDArray[np.float32]) -> Markup:
    head = element(
        "h3", f"{layer.name} ", element("small", f"{layer.class_name}, {' x '.join(map(str, values.shape))}")
    )
    channels = list(range(values.shape[-1]))
    try:
        mosaic = draw_maps(
            {layer.name: values}, {layer.name: channels}, limit=None, scale="layer", upsample="nearest", size=None
        )
    except BadRequest as error:  # too many maps for a picture
        return element("section", head, element("p", error))
    picture = element("div", image(mosaic.png(), f"all {len(channels)} channels of {layer.name}"), class_="maps")
    return element("section", head, figure(picture, _caption(layer, values, channels)))


def _caption(layer: LayerFacts, values: NDArray[np.float32], channels: list[int]) -> str:
    parts = [f"{layer.parameters:,} parameters", f"{layer.multiply_adds:,} multiply-adds"] if layer.parameters else []
    field = layer.receptive_field
    if field is not None and layer.input_shape:
        parts.append(f"a unit sees {field.size}x{field.size} pixels, its neighbour {field.stride} further on")
    if values.ndim == 3:
        dead = sum(channel.dead for channel in statistics(values, channels))
        parts.append(f"{dead} of {len(channels)} maps are zero" if dead else "no map is zero everywhere")
    if layer.blind_rows or layer.blind_columns:
        rows, columns = (", ".join(map(str, part or ())) for part in (layer.blind_rows, layer.blind_columns))
        parts.append(f"no unit sees row {rows or '-'} or column {columns or '-'} of the frame")
    return "; ".join(parts) + "." if parts else ""
