"""Two pictures in the same network."""

import numpy as np
import pytest
from numpy.typing import NDArray

from model.inside.comparison import compare
from model.normalise import normalise
from model.picture.decode import decode
from model.versions.version import Version
from tests.files import digit_png

Frame = NDArray[np.uint8]


def frame(digit: int, seed: int = 0) -> Frame:
    return normalise(decode(digit_png(digit, seed=seed))).frame


def test_a_picture_is_no_way_off_from_itself(shipped: Version, seven: Frame) -> None:
    found = compare(shipped, seven, seven)
    assert found.parting is None
    assert [each.distance for each in found.distances] == [0.0] * 8
    assert not any(each.channels.any() for each in found.distances)


def test_distances_are_those_of_the_maps(shipped: Version, seven: Frame) -> None:
    found = compare(shipped, seven, frame(4))
    for each in found.distances:
        one, other = found.first[each.layer].astype(np.float64), found.second[each.layer].astype(np.float64)
        assert each.distance == pytest.approx(
            np.linalg.norm(one - other) / (np.linalg.norm(one) + np.linalg.norm(other))
        )
        assert 0 <= each.distance <= 1
        assert each.channels.shape == one.shape[-1:]
        channel = int(each.channels.argmax())
        a, b = one[..., channel], other[..., channel]
        assert each.channels[channel] == pytest.approx(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)))


def test_different_digits_part_and_the_same_digit_in_two_hands_does_not(shipped: Version) -> None:
    assert compare(shipped, frame(4), frame(9)).parting is not None
    assert compare(shipped, frame(4), frame(4, seed=1)).parting is None


def test_they_part_where_all_distances_from_there_on_reach_the_threshold(shipped: Version) -> None:
    found = compare(shipped, frame(4), frame(9))
    distances = [each.distance for each in found.distances]
    for threshold in (0.0, *distances, 1.0):
        parted = compare(shipped, frame(4), frame(9), threshold=threshold).parting
        names = [each.layer for each in found.distances]
        if parted is None:
            assert distances[-1] < threshold
        else:
            start = names.index(parted)
            assert all(distance >= threshold for distance in distances[start:])
            assert start == 0 or distances[start - 1] < threshold
