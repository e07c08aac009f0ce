"""Feature maps and kernels as one picture, with a zero-anchored colour scale and a legend in numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.errors import BadRequest

Scale = Literal["channel", "layer", "network"]
Upsample = Literal["nearest", "bilinear"]

# Blue for negative, white for zero, red for positive: told apart with every common colour vision.
_ANCHORS = np.array(
    [[8, 48, 107], [66, 146, 198], [198, 219, 239], [255, 255, 255], [253, 212, 180], [227, 94, 40], [103, 0, 13]],
    np.float32,
)
MAX_PIXELS = 16_000_000  # about 100 MB while it is drawn, and two seconds
COLOURS = "blue-white-red, zero is white"
_GAP = 2
_BACKGROUND = (232, 232, 232)
_MARKED = (150, 150, 150)
_INK = (40, 40, 40)
_LEGEND = 34


@dataclass(frozen=True)
class Mosaic:
    """A drawn mosaic: `pixels` (height, width, 3), and the value of full colour, None where each tile has its own."""

    pixels: NDArray[np.uint8]
    limit: float | None

    def png(self) -> bytes:
        buffer = BytesIO()
        Image.fromarray(self.pixels).save(buffer, "PNG", compress_level=3)
        return buffer.getvalue()


def colour(values: NDArray[np.float32], limit: float) -> NDArray[np.uint8]:
    """Values of any shape as RGB, in one axis more: -limit, 0 and +limit are the first, middle and last anchor."""
    position = (np.clip(values / limit, -1, 1) + 1) / 2 if limit > 0 else np.full(values.shape, 0.5, np.float32)
    table = np.stack([np.interp(np.linspace(0, 6, 511), range(7), _ANCHORS[:, c]) for c in range(3)], axis=1)
    colours: NDArray[np.uint8] = table.round().astype(np.uint8)[np.rint(position * 510).astype(np.intp)]
    return colours


def draw(
    tiles: NDArray[np.float32],
    *,
    title: str,
    scale: Scale,
    limit: float | None = None,
    side: int | None = None,
    upsample: Upsample = "nearest",
    columns: int | None = None,
) -> Mosaic:
    """Lay `tiles` float32 (count, height, width) out in rows under a title and over a legend.

    Args:
        tiles: one map or kernel each.
        title: what the mosaic shows.
        scale: `channel` gives each tile a limit of its own, otherwise all share one.
        limit: the value of full colour; by default the largest magnitude among the tiles.
        side: pixels of a tile's longer side; by default a whole multiple near 64.
        upsample: how a tile is enlarged.
        columns: tiles in a row; by default about as many as rows.

    Tiles that are flat (one value everywhere) are struck through, so that nobody takes them for a pattern.

    Raises:
        BadRequest: the mosaic would be too large.
    """
    count, height, width = tiles.shape
    side = side or max(1, round(64 / max(height, width))) * max(height, width)
    tile_height, tile_width = (
        max(1, round(side * height / max(height, width))),
        max(1, round(side * width / max(height, width))),
    )
    columns = min(columns or math.ceil(math.sqrt(count * tile_height / tile_width)), count)
    rows = math.ceil(count / columns)
    require_room(rows * columns * tile_height * tile_width)
    limits = np.abs(tiles).max((1, 2))
    shared = float(limits.max()) if limit is None else limit
    canvas = np.full(
        (rows * (tile_height + _GAP) + _GAP, columns * (tile_width + _GAP) + _GAP, 3), _BACKGROUND, np.uint8
    )
    interpolation = cv2.INTER_NEAREST if upsample == "nearest" else cv2.INTER_LINEAR
    for index, tile in enumerate(tiles):
        top, left = _GAP + index // columns * (tile_height + _GAP), _GAP + index % columns * (tile_width + _GAP)
        large = np.asarray(cv2.resize(tile, (tile_width, tile_height), interpolation=interpolation), np.float32)
        view = canvas[top : top + tile_height, left : left + tile_width]
        view[:] = colour(large, float(limits[index]) if scale == "channel" else shared)
        if tile.min() == tile.max():
            _strike(view)
    framed = _with_legend(canvas, title, None if scale == "channel" else shared)
    return Mosaic(framed, None if scale == "channel" else shared)


def require_room(pixels: int) -> None:
    """Raise BadRequest where a mosaic would have more pixels than are drawn."""
    if pixels > MAX_PIXELS:
        raise BadRequest(
            f"the mosaic would have {pixels:,} pixels or more, and at most {MAX_PIXELS:,} are drawn; "
            "ask for fewer channels, one layer or a smaller size"
        )


def stack(mosaics: Sequence[Mosaic]) -> Mosaic:
    """Mosaics one under the other, left aligned."""
    width = max(mosaic.pixels.shape[1] for mosaic in mosaics)
    padded = [
        np.pad(mosaic.pixels, ((0, 8), (0, width - mosaic.pixels.shape[1]), (0, 0)), constant_values=255)
        for mosaic in mosaics
    ]
    limits = {mosaic.limit for mosaic in mosaics}
    return Mosaic(np.concatenate(padded), limits.pop() if len(limits) == 1 else None)


def _strike(view: NDArray[np.uint8]) -> None:
    height, width = view.shape[:2]
    for step in range(max(height, width)):
        view[step * height // max(height, width), step * width // max(height, width)] = _MARKED


def _with_legend(canvas: NDArray[np.uint8], title: str, limit: float | None) -> NDArray[np.uint8]:
    font = ImageFont.load_default(12)
    width = max(canvas.shape[1], 300, math.ceil(font.getlength(title)) + 12)
    framed = np.full((canvas.shape[0] + 20 + _LEGEND, width, 3), 255, np.uint8)
    framed[20 : 20 + canvas.shape[0], : canvas.shape[1]] = canvas
    bar_top = framed.shape[0] - _LEGEND + 6
    framed[bar_top : bar_top + 10, 6 : width - 6] = colour(np.linspace(-1, 1, width - 12, dtype=np.float32), 1.0)
    picture = Image.fromarray(framed)
    pen = ImageDraw.Draw(picture)
    pen.text((6, 3), title, _INK, font)
    largest = "each tile's own maximum" if limit is None else f"{limit:.4g}"
    pen.text((6, bar_top + 11), "-max" if limit is None else f"-{largest}", _INK, font)
    pen.text((width / 2, bar_top + 11), "0", _INK, font, anchor="ma")
    pen.text((width - 6, bar_top + 11), largest, _INK, font, anchor="ra")
    return np.asarray(picture)
