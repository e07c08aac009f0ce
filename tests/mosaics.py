"""Where things are in a mosaic."""

import numpy as np
from numpy.typing import NDArray

TITLE, GAP, LEGEND, SPACE = 20, 2, 34, 8


def tile_at(pixels: NDArray[np.uint8], mosaic: int, side: int = 64) -> NDArray[np.uint8]:
    """The first tile of the nth of several mosaics of one tile each, stacked."""
    height = TITLE + 2 * GAP + side + LEGEND + SPACE
    top = mosaic * height + TITLE + GAP
    return pixels[top : top + side, GAP : GAP + side]
