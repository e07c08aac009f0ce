import numpy as np
import pytest

from training.negatives.scenes import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_a_scene_repeats_and_is_a_picture(name: str) -> None:
    for seed in range(5):
        picture, again = (KINDS[name](np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(picture, again)
        assert picture.dtype == np.uint8
        assert picture.ndim == 2 or picture.shape[2:] == (3,)
        assert picture.std() > 1


def test_crops_show_different_parts() -> None:
    one, other = (KINDS["crop"](np.random.default_rng(seed)) for seed in (1, 2))
    assert one.shape != other.shape or not np.array_equal(one, other)
