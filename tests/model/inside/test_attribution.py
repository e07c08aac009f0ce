"""Heat maps, against what they claim to measure."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.attribution import integrated_gradients, occlusion, target_of
from model.versions.version import Version
from tests.model.inside.conftest import Export, noise

Frame = NDArray[np.uint8]


@pytest.fixture(scope="module")
def linear(export: Export) -> Version:
    """A network whose logits are sums of pixels x weights, in colour: what each pixel adds is known."""
    network = keras.Sequential(
        [keras.Input((9, 8, 3)), layers.Flatten(name="flat"), layers.Dense(3, activation="softmax", name="scores")],
        name="linear",
    )
    return export(network)


def terms(linear: Version, frame: Frame, target: int) -> NDArray[np.float64]:
    """What each pixel of a linear network adds to a logit, over its colours."""
    weights = linear.weights("scores")["kernel"][:, target].reshape(9, 8, 3)
    return np.asarray((frame / 255 * weights).sum(-1), np.float64)


@pytest.mark.parametrize("target", [0, 2])
def test_of_a_linear_network_both_methods_give_the_terms(linear: Version, target: int) -> None:
    frame = noise(linear)
    expected = terms(linear, frame, target)
    gradients = integrated_gradients(linear, frame, target, steps=3)
    assert gradients.values == pytest.approx(expected, abs=1e-5)
    assert gradients.completeness_error == pytest.approx(0, abs=1e-5)
    alone = occlusion(linear, frame, target, size=1, stride=1)
    assert alone.values == pytest.approx(expected, abs=1e-4)


def test_integrated_gradients_add_up_to_the_logits_difference(shipped: Version, seven: Frame) -> None:
    """The more steps, the nearer; all of it from ink, since paper adds nothing to an empty frame."""
    logits = shipped.score([seven, np.zeros_like(seven)])
    errors = []
    for steps in (8, 256):
        found = integrated_gradients(shipped, seven, 7, steps=steps)
        assert found.difference == pytest.approx(logits[0].logits[7] - logits[1].logits[7], abs=1e-4)
        assert found.completeness_error == pytest.approx(found.values.sum() - (found.difference or 0))
        assert not found.values[seven == 0].any()
        errors.append(abs(found.completeness_error or 0))
    assert errors[1] < errors[0]
    assert errors[1] < 0.01 * abs(found.difference or 0)


def test_occlusion_is_the_mean_fall_of_the_squares_that_cover_a_pixel(shipped: Version, seven: Frame) -> None:
    """Also at the edges, which the stride alone would not reach; blind rows and columns fall by nothing."""
    found = occlusion(shipped, seven, 7, size=5, stride=4)
    whole = float(shipped.score([seven])[0].logits[7])
    starts = [0, 4, 8, 12, 16, 20, 23]
    row, column = 13, 10
    falls = []
    for top in [start for start in starts if start <= row < start + 5]:
        for left in [start for start in starts if start <= column < start + 5]:
            covered = seven.copy()
            covered[top : top + 5, left : left + 5] = 0
            falls.append(whole - float(shipped.score([covered])[0].logits[7]))
    assert found.values[row, column] == pytest.approx(np.mean(falls), abs=1e-4)
    single = occlusion(shipped, seven, 7, size=1, stride=1, fill=255)
    assert single.values[26:] == pytest.approx(0, abs=1e-5)
    assert single.values[:, 26:] == pytest.approx(0, abs=1e-5)
    assert np.abs(single.values[:26, :26]).max() > 0.01


def test_the_winner_is_the_default_target(shipped: Version, seven: Frame) -> None:
    assert target_of(shipped, seven, None) == 7
    assert target_of(shipped, seven, 2) == 2


def test_what_would_cost_too_much_or_cannot_be_is_refused(shipped: Version, linear: Version, seven: Frame) -> None:
    with pytest.raises(BadRequest, match="0 to 9; got 10"):
        target_of(shipped, seven, 10)
    with pytest.raises(BadRequest, match="at most the frame's, 8; got 9"):
        occlusion(linear, noise(linear), 0, size=9, stride=1)
    large = np.zeros((64, 64), np.uint8)
    with pytest.raises(BadRequest, match=r"make 4,096 squares.*larger stride"):
        occlusion(shipped, large, 0, size=1, stride=1)
