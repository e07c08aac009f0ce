"""What an experiment is made on: the network's frame, the picture as it was sent, or maps of a layer."""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.activity import find_entry
from model.inside.experiments.result import MAX_SIDE
from model.inside.feature_maps import parse_channels
from model.normalise import Normalised
from model.picture.colour import luminance
from model.versions.version import Version

MAX_CHANNELS = 256
MAX_CELLS = 1_000_000  # all of them are in the answer


def sheet(normalised: Normalised, version: Version, of: str, *, side: int, invert: bool) -> NDArray[np.float64]:
    """What `of` names, float64 (height, width, channels).

    Args:
        normalised: the picture, with its stages kept.
        version: whose maps there are.
        of: `frame`, in 0..1 with light ink; `picture`, grey in 0..1 as it was sent; or a layer and its channels, such
            as `conv2d:0,5-9`, all of them without.
        side: the longer side to which the picture is shrunk.
        invert: exchange light and dark of the frame or the picture.

    Raises:
        NotFound: there is no such layer or channel.
        BadRequest: the layer has no maps, or more or larger ones than are worked on.
    """
    if of == "frame":
        return _inverted(_with_channels(normalised.frame / 255), invert)
    if of == "picture":
        return _inverted(_with_channels(_shrunk(normalised.stages["original"], side) / 255), invert)
    name, _, channels = of.rpartition(":") if ":" in of else (of, "", "")
    entry = find_entry(version.manifest, name)
    shape = entry.output_shape[1:]
    if len(shape) != 3:
        raise BadRequest(f"layer {name!r} has no maps: its output is {shape}; `of` is frame, picture or a layer's maps")
    chosen = parse_channels(channels or None, name, shape[-1] or 1)
    if len(chosen) > MAX_CHANNELS or max(side or 1 for side in shape[:2]) > MAX_SIDE:
        raise BadRequest(f"at most {MAX_CHANNELS} maps of {MAX_SIDE} a side are worked on; {of!r} has {shape}")
    cells = (shape[0] or 1) * (shape[1] or 1) * len(chosen)
    if cells > MAX_CELLS:
        raise BadRequest(f"at most {MAX_CELLS:,} cells are worked on; {of!r} has {cells:,}: choose fewer channels")
    values: NDArray[np.float64] = version.feature_maps(normalised.frame)[name][..., chosen].astype(np.float64)
    return values


def single(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The one map (height, width) of a sheet; raises BadRequest where it has several channels."""
    if values.shape[2] != 1:
        raise BadRequest(
            f"this takes one map, and there are {values.shape[2]}; choose a channel with `of=layer:channel`"
        )
    return values[..., 0]


def _with_channels(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if max(values.shape[:2]) > MAX_SIDE:
        raise BadRequest(f"frames of at most {MAX_SIDE} a side are worked on; this one has {values.shape[:2]}")
    return values[..., np.newaxis] if values.ndim == 2 else values


def _inverted(values: NDArray[np.float64], invert: bool) -> NDArray[np.float64]:
    return 1 - values if invert else values


def _shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.float64]:
    grey = luminance(pixels)
    factor = min(1.0, side / max(grey.shape))
    size = tuple(max(1, round(each * factor)) for each in grey.shape[::-1])
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float64)
