"""Channels switched off and patches painted over, against the network's own answers."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.typing import NDArray

from model.errors import BadRequest, NotFound
from model.inside.ablation import ablate, parse_off, sweep
from model.inside.pixels import Patch, parse_patch
from model.versions.version import Version
from tests.model.inside.conftest import Export, noise

Frame = NDArray[np.uint8]


def test_without_anything_switched_off_the_answer_is_the_served_one(shipped: Version, seven: Frame) -> None:
    found = ablate(shipped, seven, {}, [])
    served = shipped.score([seven])[0]
    for answer in (found.before, found.after):
        assert answer.probabilities == pytest.approx(served.probabilities, abs=1e-5)
        assert answer.logits == pytest.approx(served.logits, abs=1e-4)
        assert answer.winner == 7


def test_a_patch_is_as_if_it_had_not_been_drawn(shipped: Version, seven: Frame) -> None:
    patches = [Patch(3, 5, 10, 7), Patch(0, 20, 28, 8, fill=255)]
    covered = seven.copy()
    covered[5:12, 3:13], covered[20:] = 0, 255
    found = ablate(shipped, seven, {}, patches)
    assert found.after.probabilities == pytest.approx(shipped.score([covered])[0].probabilities, abs=1e-5)


def test_channels_switched_off_add_nothing_to_what_follows(shipped: Version, seven: Frame) -> None:
    """Without the last hidden layer the logits are biases; without two of its units, two terms are missing."""
    weights = shipped.weights("dense_1")
    everything = ablate(shipped, seven, parse_off(shipped.manifest, ["dense"]), [])
    assert everything.after.logits == pytest.approx(weights["bias"], abs=1e-6)
    off = parse_off(shipped.manifest, ["dense:123", "dense:69"])
    assert off == {"dense": [69, 123]}
    found = ablate(shipped, seven, off, [])
    hidden = shipped.feature_maps(seven)["dense"]
    lost = hidden[[69, 123]] @ weights["kernel"][[69, 123]]
    assert found.before.logits - found.after.logits == pytest.approx(lost, abs=1e-5)


def test_a_sweep_is_each_channel_switched_off_alone(shipped: Version, seven: Frame) -> None:
    swept = sweep(shipped, seven, "conv2d_2")
    assert len(swept.answers) == 128
    for channel in (0, 37, 127):
        alone = ablate(shipped, seven, {"conv2d_2": [channel]}, []).after
        assert swept.answers[channel].logits == pytest.approx(alone.logits, abs=1e-5)


def test_networks_from_elsewhere_are_switched_off_too(export: Export) -> None:
    """With names that are no identifiers, colours, and logits for an output."""
    network = keras.Sequential(
        [
            keras.Input((12, 10, 3)),
            layers.Conv2D(4, 3, name="conv.1"),
            layers.Flatten(name="flat"),
            layers.Dense(3, name="scores", bias_initializer="uniform"),
        ],
        name="odd",
    )
    version = export(network)
    frame = noise(version)
    found = ablate(version, frame, parse_off(version.manifest, ["conv.1"]), [Patch(1, 2, 3, 4)])
    assert found.before.logits == pytest.approx(version.score([frame])[0].logits, abs=1e-4)
    assert found.after.logits == pytest.approx(version.weights("scores")["bias"], abs=1e-6)


def test_what_cannot_be_switched_off_is_refused_with_what_can(shipped: Version) -> None:
    with pytest.raises(BadRequest, match=r"'flatten' is a Flatten and has no channels.*conv2d, .*dense_1 have"):
        parse_off(shipped.manifest, ["flatten"])
    with pytest.raises(NotFound, match="no layer 'conv9d'"):
        parse_off(shipped.manifest, ["conv9d:0"])
    with pytest.raises(NotFound, match="no channel 64"):
        parse_off(shipped.manifest, ["conv2d:64"])
    with pytest.raises(BadRequest, match="such as 0,5-9"):
        parse_off(shipped.manifest, ["conv2d:x"])


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "0,0,0,4", "0,0,29,1", "25,0,4,1", "-1,0,2,2", "1,2,3,4,5"])
def test_a_patch_that_lies_outside_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="patch"):
        parse_patch(text, (28, 28, 1), 0)


def test_a_patch_may_cover_the_whole_frame() -> None:
    assert parse_patch("0,0,24,32", (32, 24, 3), 9) == Patch(0, 0, 24, 32, 9)
