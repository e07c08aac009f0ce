"""The fifteen corruptions of MNIST-C, written anew from their description, at its fixed severities.

N. Mu and J. Gilmer, MNIST-C: a robustness benchmark for computer vision (2019). Names and severities are the paper's;
where it leaves something open, such as how a cloud is made, ours differ in detail, and so may the figures.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from training.corruptions.blur import glass_blur, motion_blur
from training.corruptions.geometry import rotate, scale, shear, translate
from training.corruptions.lines import canny_edges, dotted_line, stripe, zigzag
from training.corruptions.noise import impulse_noise, shot_noise
from training.corruptions.weather import brightness, fog, spatter

Frame = NDArray[np.uint8]
Corruption = Callable[[Frame, np.random.Generator], Frame]

CORRUPTIONS: dict[str, Corruption] = {
    "shot_noise": shot_noise,
    "impulse_noise": impulse_noise,
    "glass_blur": glass_blur,
    "motion_blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "stripe": stripe,
    "fog": fog,
    "spatter": spatter,
    "dotted_line": dotted_line,
    "zigzag": zigzag,
    "canny_edges": canny_edges,
}


def corrupt(name: str, images: Frame, seed: int = 0) -> Frame:
    """Pictures uint8 [N, 28, 28], each corrupted by chance of its own: a picture's does not hang on how many there are.

    Raises KeyError where `name` is none of `CORRUPTIONS`.
    """
    corruption, chance = CORRUPTIONS[name], list(CORRUPTIONS).index(name)
    return np.stack(
        [corruption(image, np.random.default_rng([seed, chance, index])) for index, image in enumerate(images)]
    )
