import numpy as np

from training.negatives.packaged import available


def test_photographs_come_with_the_packages_of_development() -> None:
    found, missing = available(crops=30, seed=0)
    assert missing == []
    counts = {kind: len(pictures) for kind, pictures in found.items()}
    assert counts == {"faces": 100, "no faces": 100, "photographs": 19, "cut-outs": 30}
    for pictures in found.values():
        assert all(picture.dtype == np.uint8 for picture in pictures)
    assert min(picture.std() for picture in found["photographs"]) > 10


def test_cut_outs_are_squares_of_many_sizes_and_the_same_each_time() -> None:
    first, second = (available(crops=30, seed=0)[0]["cut-outs"] for _ in range(2))
    assert all((one == other).all() for one, other in zip(first, second, strict=True))
    sides = {picture.shape[:2] for picture in first}
    assert all(height == width >= 48 for height, width in sides)
    assert len(sides) > 20
