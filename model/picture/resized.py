"""A picture for a network that knows nothing of the normaliser: as it is, at the network's own size."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from model.normalise import Normalised, Record
from model.picture.colour import luminance
from model.picture.decode import Picture


def resize(picture: Picture, shape: Sequence[int], *, keep_stages: bool = False) -> Normalised:
    """The whole picture at (height, width, channels) `shape`, uint8 (height, width) or (height, width, 3).

    Stretched where its proportions are others, as Keras's `image_dataset_from_directory` does; light stays light. The
    record says that nothing was looked for: the box is the whole picture.
    """
    height, width, channels = shape
    pixels = picture.pixels if channels == 3 else luminance(picture.pixels)
    if channels == 3 and pixels.ndim == 2:
        pixels = np.repeat(pixels[..., np.newaxis], 3, axis=-1)
    shrinks = pixels.shape[0] >= height and pixels.shape[1] >= width
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    frame: NDArray[np.uint8] = np.asarray(cv2.resize(pixels, (width, height), interpolation=interpolation), np.uint8)
    record = Record(
        blank=False,
        reason=None,
        inverted=False,
        box=(0, 0, picture.width, picture.height),
        threshold=0.0,
        contrast=float(np.ptp(pixels)),
        stroke_ratio=0.0,
        shift=(0, 0),
        scale=max(height, width) / max(picture.height, picture.width),
        groups=1,
        ink_share=1.0,
    )
    stages = {"original": picture.pixels, f"{height}x{width}": frame} if keep_stages else {}
    return Normalised(frame, record, stages)
