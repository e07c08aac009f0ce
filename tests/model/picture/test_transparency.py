"""What is see-through is blended by the plain formula, without taking many times the picture's own memory."""

import tracemalloc

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.picture.transparency import flatten


def layers(height: int, width: int, channels: int, seed: int) -> NDArray[np.uint8]:
    """Noise, uint8 (height, width, channels), the last of them alpha."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def over(ground: int, colour: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    opacity = alpha.astype(np.float32) / np.float32(255)
    if colour.ndim == 3:
        opacity = opacity[..., None]
    blended: NDArray[np.uint8] = np.rint(ground + (colour - np.float32(ground)) * opacity).astype(np.uint8)
    return blended


@given(st.integers(1, 400), st.integers(1, 400), st.booleans(), st.integers(0, 10**6))
@example(2, 70_000, True, 0)
@example(70_000, 2, False, 0)
def test_it_is_blended_by_the_plain_formula(height: int, width: int, grey: bool, seed: int) -> None:
    """To the byte, over white or over black, however many strips the picture is worked on in."""
    picture = layers(height, width, 2 if grey else 4, seed)
    colour, alpha = picture[..., 0] if grey else picture[..., :3], picture[..., -1]
    blended = flatten(colour, alpha)
    assert blended.dtype == np.uint8
    assert blended.flags.c_contiguous
    assert any(np.array_equal(blended, over(ground, colour, alpha)) for ground in (0, 255))


def test_a_large_picture_is_blended_in_a_few_bytes_a_pixel() -> None:
    """Floats of all of it would take sixteen at a time, and more."""
    picture = layers(1000, 2000, 4, 0)
    tracemalloc.start()
    flatten(picture[..., :3], picture[..., 3])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1000 * 2000
