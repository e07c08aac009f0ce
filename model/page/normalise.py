"""A page's marks, each ready for the network: what of the line in `model/normalise.py` is done for each digit.

picture -> ink against its paper -> marks -> each one's strokes alone -> 28x28
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normaliser.cutout import cut_out
from model.normaliser.framing import frame
from model.normaliser.groups import Group, Pieces
from model.normaliser.ink import Ink
from model.normaliser.pen import rewrite, stroke_width
from model.page.ink import find_page_ink
from model.page.marks import find_marks
from model.page.touching import cuts
from model.picture.decode import Picture

WORKING_SIDE = 2000  # px; a larger page is shrunk first
MOST_MARKS = 300  # read on a page, the largest; a sheet of forms has fewer digits, and the batcher has other callers
_MARGIN = 0.25  # of a mark's side: what around it goes into its own small picture

Frame = NDArray[np.uint8]


@dataclass(frozen=True)
class Mark:
    """Something written, that may be a digit.

    Attributes:
        frame: uint8 (28, 28), ink 255 on 0.
        box: left, top, right, bottom (exclusive) in the working picture, in px.
        stroke_ratio: width of the stroke over the long side of the box.
        ink: that of its surroundings, h x w pixels.
        own: uint8 (h, w), 1 where its ink is certain.
        other: likewise, of its neighbours.
    """

    frame: Frame
    box: tuple[int, int, int, int]
    stroke_ratio: float
    ink: Ink
    own: NDArray[np.uint8]
    other: NDArray[np.uint8]

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    def halves(self) -> list[tuple["Mark", "Mark", float]]:
        """The ways in which it may be two digits, or more, that touch, the likeliest first.

        Each is the left, the right, and how far they touch, in widths of the pen.
        """
        x, y, width, height = cv2.boundingRect(self.own)
        window = slice(y, y + height), slice(x, x + width)
        corner = self.box[0] - x, self.box[1] - y
        pen = self.stroke_ratio * max(width, height)
        ways = []
        for cut in cuts(self.own[window]):
            both = []
            for half, rest in ((cut.left, cut.right), (cut.right, cut.left)):
                own, other = np.zeros_like(self.own), self.other.copy()
                own[window] = half
                other[window] |= rest
                both.append(make_mark(self.ink, own, other, corner))
            ways.append((both[0], both[1], cut.contact / pen))
        return ways


@dataclass(frozen=True)
class Page:
    """The marks of a picture; `scale` is pixels of the working picture per pixel as sent.

    `more` is how many marks were left out because there are too many.
    """

    marks: list[Mark]
    inverted: bool
    scale: float
    more: int


def find_page(picture: Picture) -> Page:
    """The marks of a decoded picture, in no order."""
    pixels, scale = picture.pixels, picture.scale
    largest = max(pixels.shape[:2])
    if largest > WORKING_SIDE:
        scale *= WORKING_SIDE / largest
        size = tuple(round(side * WORKING_SIDE / largest) for side in pixels.shape[1::-1])
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink = find_page_ink(pixels)
    found, groups = find_marks(ink)
    groups.sort(key=lambda group: -group.area)
    marks = [_cut(ink, found, group) for group in groups[:MOST_MARKS]]
    return Page(marks, ink.dark, scale, max(0, len(groups) - MOST_MARKS))


def _cut(ink: Ink, found: Pieces, group: Group) -> Mark:
    """The mark of a group, in a small picture of its own."""
    margin = round(_MARGIN * group.side) + 4
    left, top = max(0, group.box[0] - margin), max(0, group.box[1] - margin)
    window = slice(top, group.box[3] + margin), slice(left, group.box[2] + margin)
    labels = found.labels[window]
    own = np.isin(labels, group.pieces).astype(np.uint8)
    other = (labels > 0).astype(np.uint8) - own
    around = replace(ink, levels=ink.levels[window], mask=ink.mask[window])
    return make_mark(around, own, other, (left, top))


def make_mark(ink: Ink, own: NDArray[np.uint8], other: NDArray[np.uint8], corner: tuple[int, int]) -> Mark:
    """The mark whose certain ink is `own`, in a picture whose left top is at `corner` of the page."""
    boxes = [(0, 0, 0, 0), cv2.boundingRect(own), cv2.boundingRect(other)]
    areas = [0, cv2.countNonZero(own), cv2.countNonZero(other)]
    labels = (own + 2 * other).astype(np.int32)
    found = Pieces(labels, np.array(boxes, np.int32), np.array(areas, np.int32))
    x, y, width, height = boxes[1]
    soft, _, _ = cut_out(ink, found, Group([1], (x, y, x + width, y + height), areas[1]))
    inked = cv2.boundingRect((soft > 0).astype(np.uint8))
    patch = soft[inked[1] : inked[1] + inked[3], inked[0] : inked[0] + inked[2]]
    ratio = stroke_width((patch > 0.5).astype(np.uint8)) / max(patch.shape)
    box = corner[0] + x, corner[1] + y, corner[0] + x + width, corner[1] + y + height
    return Mark(frame(rewrite(patch, ratio)).frame, box, ratio, ink, own, other)
