"""Between pictures uint8 in 0..255 and planes float32 in 0..1."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


def to_plane(image: NDArray[np.uint8]) -> Plane:
    return image.astype(np.float32) / np.float32(255)


def to_image(plane: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(plane, 0, 1) * 255), np.uint8)
