"""A picture's feature maps, channel by channel: which ones were asked for, and what can be said of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest, NotFound
from model.inside.mosaic import Mosaic, Scale, Upsample, draw, require_room, stack

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class ChannelStatistics:
    """One channel of a layer for one picture: a feature map, or one unit of a Dense layer."""

    channel: int
    minimum: float
    maximum: float
    mean: float
    standard_deviation: float
    zeros: float
    """Share of units that are exactly zero, 0..1."""
    flat: bool
    """All of its units have one value, so it tells nothing of where."""
    dead: bool
    """All of its units are zero: the filter found nothing in this picture."""


def parse_channels(text: str | None, layer: str, count: int) -> list[int]:
    """The channels of a layer that `0,5-9` names, in that order and once each; all of them for None.

    Raises:
        BadRequest: the text is not such a list.
        NotFound: a channel is not in 0..count-1.
    """
    if text is None:
        return list(range(count))
    channels: dict[int, None] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*", part, re.ASCII)
        if match is None:
            raise BadRequest(f"channels must be numbers and ranges such as 0,5-9; got {text[:80]!r}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise BadRequest(f"channels: the range {part.strip()} runs backwards; write {last}-{first}")
        if last >= count:
            raise NotFound(f"layer {layer!r} has no channel {last}; its channels are 0 to {count - 1}")
        channels.update(dict.fromkeys(range(first, last + 1)))
    return list(channels)


def statistics(maps: Maps, channels: list[int]) -> list[ChannelStatistics]:
    """The statistics of these channels of float32 (height, width, channels) maps, or of a (units,) vector."""
    chosen = maps.reshape(-1, maps.shape[-1])[:, channels]
    columns = zip(
        channels,
        chosen.min(0).tolist(),
        chosen.max(0).tolist(),
        chosen.mean(0, dtype=np.float64).tolist(),
        chosen.std(0, dtype=np.float64).tolist(),
        (chosen == 0).mean(0).tolist(),
        strict=True,
    )
    return [
        ChannelStatistics(channel, low, high, mean, deviation, zeros, flat=low == high, dead=zeros == 1.0)
        for channel, low, high, mean, deviation, zeros in columns
    ]


def draw_maps(
    maps: Mapping[str, Maps],
    channels: Mapping[str, list[int]],
    *,
    limit: float | None,
    scale: Scale,
    upsample: Upsample,
    size: int | None,
) -> Mosaic:
    """The chosen channels of each layer as one mosaic, layer under layer; a Dense layer is a row of cells.

    Args:
        maps: by layer, float32 (height, width, channels), or a (units,) vector.
        channels: by layer, the channels to draw.
        limit: the value of full colour under the scale `network`.
        scale: what shares a colour scale.
        upsample: how maps are enlarged.
        size: pixels of a map's longer side; chosen by the map's size where None.

    Raises:
        BadRequest: the mosaic would be too large.
    """
    drawn: list[Mosaic] = []
    for name, values in maps.items():
        require_room(sum(mosaic.pixels.size // 3 for mosaic in drawn))
        chosen = values[..., channels[name]]
        drawn.append(
            draw(
                fold(chosen) if chosen.ndim == 1 else chosen.transpose(2, 0, 1),
                title=f"{name} {values.shape}, {len(channels[name])} channels, scale by {scale}; struck through: flat",
                scale=scale,
                limit=limit if scale == "network" else None,
                side=size or (8 * min(64, len(chosen)) if chosen.ndim == 1 else None),
                upsample=upsample,
            )
        )
    return stack(drawn)


def fold(vector: Maps) -> Maps:
    """A (units,) vector as one tile (1, rows, 64 or fewer), read like text; the last row is filled up with zeros."""
    columns = min(64, len(vector))
    rows = -(-len(vector) // columns)
    tile = np.zeros(rows * columns, np.float32)
    tile[: len(vector)] = vector
    return tile.reshape(1, rows, columns)


def largest_magnitude(maps: Mapping[str, Maps]) -> float:
    """The largest |value| of all layers: full colour under the scale `network`."""
    return max(float(np.abs(values).max()) for values in maps.values())
