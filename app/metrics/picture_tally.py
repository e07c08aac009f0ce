"""What is counted of the pictures that come in."""

from app.metrics.block import Block
from app.metrics.layout import PICTURE_QUALITY, PICTURES, STROKE
from model.normalise import Record
from model.normaliser.pen import THICK, THIN

_QUALITY = PICTURE_QUALITY.rows


class PictureTally:
    """Counts what the normaliser records of a picture, whichever version and door it was meant for."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def seen(self, record: Record) -> None:
        """A picture was normalised."""
        slots, ratio = self._block.slots, record.stroke_ratio
        slots[PICTURES.at] += 1
        if record.inverted:
            slots[_QUALITY["inverted"]] += 1
        if record.blank:
            slots[_QUALITY["blank"]] += 1
        elif ratio > 0:
            self._block.observe(STROKE.at, STROKE.bounds, int(ratio * 1e9))
            if ratio > THICK:
                slots[_QUALITY["thick"]] += 1
            elif ratio < THIN:
                slots[_QUALITY["thin"]] += 1
