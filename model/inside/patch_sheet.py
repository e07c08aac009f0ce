"""The patches that excite units most, as one picture: a row for each unit, its strongest patch first."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.inside.mosaic import require_room
from model.inside.top_patches import TopPatches

_GAP, _MARGIN, _HEAD = 3, 44, 20
_PAPER, _INK = (255, 255, 255), (40, 40, 40)
_TILE = 54  # px of a patch's longer side, at least


def draw_patches(found: TopPatches, units: Sequence[int], layer: str) -> bytes:
    """A PNG of them, each enlarged by a whole number, with the unit's number in front of its row.

    Raises:
        BadRequest: the picture would be too large.
    """
    rows, columns, height, width = found.patches.shape
    factor = max(1, round(_TILE / max(height, width)))
    tile = np.array([height, width]) * factor
    title = f"{layer}: what excites each unit most"
    size = np.array([_HEAD + rows * (tile[0] + _GAP), max(_MARGIN + columns * (tile[1] + _GAP), 7 * len(title))])
    require_room(int(size.prod()))
    sheet = np.full((*size, 3), 255, np.uint8)
    enlarged = found.patches.repeat(factor, 2).repeat(factor, 3)
    for row, column in np.ndindex(rows, columns):
        top, left = _HEAD + row * (tile[0] + _GAP), _MARGIN + column * (tile[1] + _GAP)
        sheet[top : top + tile[0], left : left + tile[1]] = enlarged[row, column][..., np.newaxis]
    picture = Image.fromarray(sheet)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(12)
    pen.text((6, 3), title, _INK, font)
    for row, unit in enumerate(units):
        pen.text((6, _HEAD + row * (tile[0] + _GAP) + tile[0] / 2), str(unit), _INK, font, anchor="lm")
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
