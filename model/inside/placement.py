"""Where the network's frame lies on the picture as it was sent, by the normaliser's record."""

from dataclasses import dataclass

from model.intake import Prepared
from model.normaliser.framing import BOX, SIDE


@dataclass(frozen=True)
class Placement:
    """The frame's rectangle in pixels of the picture as sent, upright; it may reach beyond the picture's edges.

    A cell (row, column) of a frame of (rows, columns) covers `width / columns` by `height / rows` pixels from
    (x + column * width / columns, y + row * height / rows) on.
    """

    x: float
    y: float
    width: float
    height: float


def placed(prepared: Prepared) -> Placement | None:
    """Where the frame lies, to within a pixel of the frame; None for a picture without ink, which was not framed."""
    record = prepared.normalised.record
    if record.box is None:
        return None
    frame = prepared.normalised.frame
    if _is_whole(prepared):
        return Placement(0.0, 0.0, float(prepared.width), float(prepared.height))
    x, y, width, height = record.box
    side = max(width, height)
    down, right = (shift + (SIDE - BOX) / 2 for shift in record.shift)
    left, top = x - (side - width) / 2, y - (side - height) / 2
    rows, columns = frame.shape[:2]
    return Placement(
        left - right / record.scale, top - down / record.scale, columns / record.scale, rows / record.scale
    )


def _is_whole(prepared: Prepared) -> bool:
    """Whether the frame is the whole picture: resized for another network, or a frame when it was sent."""
    record, frame = prepared.normalised.record, prepared.normalised.frame
    if frame.shape != (SIDE, SIDE) or record.box == (0, 0, prepared.width, prepared.height):
        return True
    sides = {round(side * record.scale) for side in (prepared.width, prepared.height)}
    return sides == {SIDE} and (record.threshold, record.contrast) == (128.0, 255.0)  # what is written in that case
