"""A layer's kernels as a mosaic."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inside.mosaic import Mosaic, draw


def draw_kernels(weight: NDArray[Any], *, title: str) -> Mosaic:
    """Draw a weight with one zero-anchored scale.

    Args:
        weight: a convolution's kernel (height, width, in, out), drawn as a row for each input channel and a column for
            each filter, or as a square of filters where there is one input channel; a matrix (in, out) or a vector
            (out,), drawn as one tile, a pixel or more for each number.
        title: what it is.
    """
    values = np.asarray(weight, np.float32)
    if values.ndim == 4:
        height, width, inputs, outputs = values.shape
        tiles = values.transpose(2, 3, 0, 1).reshape(inputs * outputs, height, width)
        side = max(height, width) * (12 if inputs == 1 else 4)
        return draw(tiles, title=title, scale="layer", side=side, columns=None if inputs == 1 else outputs)
    matrix = values.reshape(-1, values.shape[-1])
    return draw(matrix[np.newaxis], title=title, scale="layer", side=max(*matrix.shape, 640))
