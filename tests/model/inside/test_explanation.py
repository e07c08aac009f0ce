"""The arithmetic of a unit, against TensorFlow's own values."""

import keras
import numpy as np
import pytest
from keras import layers

from model.errors import NotFound
from model.inside.activity import Activity
from model.inside.errors import Unexplained
from model.inside.explanation import explain
from model.versions.version import Version
from tests.model.inside.conftest import Export, activity_of, noise
from tests.model.inside.networks import drawing, photograph


@pytest.fixture(scope="module", params=[photograph, drawing])
def foreign(request: pytest.FixtureRequest, export: Export) -> Version:
    keras.utils.set_random_seed(0)
    return export(request.param())


def random_units(version: Version, count: int, seed: int = 0) -> list[tuple[str, tuple[int, ...]]]:
    """So many units, each layer in turn, each at a random place."""
    rng = np.random.default_rng(seed)
    entries = version.manifest.layers
    return [
        (entry.name, tuple(int(rng.integers(side or 1)) for side in entry.output_shape[1:]))
        for entry in (entries[number % len(entries)] for number in range(count))
    ]


def assert_exact(activity: Activity, units: list[tuple[str, tuple[int, ...]]]) -> None:
    for layer, index in units:
        found = explain(activity, layer, index)
        assert found.value == activity.outputs[layer][index]
        allowed = 1e-5 * max(found.sum.magnitude, 1e-6)
        if found.pre_activation is not None:
            assert found.sum.total == pytest.approx(found.pre_activation, abs=allowed, rel=0)
        assert found.computed == pytest.approx(found.value, abs=allowed, rel=1e-6)
        assert found.sum.contributions.sum() + found.sum.bias == found.sum.total


def test_a_thousand_units_of_the_shipped_version_are_tensorflows(shipped: Version, activity: Activity) -> None:
    """Within 1e-5 of the terms' magnitudes, before and after the activation, in every layer."""
    assert_exact(activity, random_units(shipped, 1000))


def test_a_thousand_units_on_noise_are_tensorflows(shipped: Version) -> None:
    assert_exact(activity_of(shipped, noise(shipped)), random_units(shipped, 1000, seed=1))


def test_every_layer_of_networks_from_elsewhere_is_tensorflows(foreign: Version) -> None:
    """Colour or grey, other sizes, padding, strides, gaps, groups, merges and every kind of activation."""
    units = random_units(foreign, 40 * len(foreign.manifest.layers))
    assert {layer for layer, _ in units} == {entry.name for entry in foreign.manifest.layers}
    assert_exact(activity_of(foreign, noise(foreign)), units)


def test_contributions_are_ranked_by_magnitude(activity: Activity) -> None:
    found = explain(activity, "conv2d_1", (5, 5, 3))
    ranked = np.abs(found.sum.contributions[list(found.order)])
    assert (np.diff(ranked) <= 0).all()
    assert sorted(found.order) == list(range(64))


def test_a_max_pooling_unit_names_its_winner(activity: Activity) -> None:
    values = activity.outputs["conv2d"][..., 5]
    row, column = (int(part) // 2 for part in np.unravel_index(values.argmax(), values.shape))
    found = explain(activity, "max_pooling2d", (row, column, 5))
    winner = found.sum.details["winner_in_input"]
    assert isinstance(winner, list)
    assert values[tuple(winner)] == values.max() == np.float32(found.value)


def test_flatten_tells_which_cell_became_which_number(activity: Activity) -> None:
    found = explain(activity, "flatten", (1000,))
    assert found.sum.details["place_in_input"] == [2, 1, 104]
    assert found.value == activity.outputs["conv2d_2"][2, 1, 104]
    assert explain(activity, "dense", (3,)).origin == ("conv2d_2", (3, 3, 128))


def test_the_last_softmax_is_worked_out_with_and_without_the_temperature(shipped: Version, activity: Activity) -> None:
    """Without it is the network's own, with it what is served."""
    found = explain(activity, "dense_1", (7,))
    assert found.softmax is not None
    assert found.calibrated is not None
    assert found.softmax.shares == pytest.approx(activity.outputs["dense_1"], abs=1e-6)
    served = shipped.score([activity.frame])[0].probabilities
    assert found.calibrated.shares == pytest.approx(served, abs=1e-6)
    assert found.calibrated.exponentials.sum() == pytest.approx(found.calibrated.sum)


@pytest.mark.parametrize(
    ("layer", "index"), [("conv2d_1", (10, 0, 8)), ("conv2d_2", (2, 1, 77)), ("flatten", (300,)), ("dense", (5,))]
)
def test_nothing_outside_of_what_a_unit_sees_changes_it(
    shipped: Version, activity: Activity, layer: str, index: tuple[int, ...]
) -> None:
    field = explain(activity, layer, index).field
    assert field is not None
    one, other = noise(shipped, 1), noise(shipped, 2)
    box = np.s_[field.first_row : field.last_row + 1, field.first_column : field.last_column + 1]
    other[box] = one[box]
    values = [shipped.feature_maps(frame)[layer][index] for frame in (one, other)]
    assert values[0] == pytest.approx(values[1], abs=1e-5)


def test_an_unknown_layer_or_unit_is_not_found(activity: Activity) -> None:
    with pytest.raises(NotFound, match="no layer 'conv9d'; the layers are conv2d,"):
        explain(activity, "conv9d", (0,))


def test_a_layer_without_a_known_arithmetic_says_what_can_be_explained(export: Export) -> None:
    """A network in a network, and an operation that is no layer; the others can be explained all the same."""
    body = keras.Sequential([keras.Input((9, 9, 2)), layers.Conv2D(2, 3), layers.Flatten()], name="body")
    inputs = keras.Input((9, 9, 1))
    doubled = layers.Conv2D(2, 1, name="mixed")(inputs) * 2.0
    outputs = layers.Dense(3, activation="softmax", name="classes")(body(doubled))
    version = export(keras.Model(inputs, outputs, name="nested"))
    (operation,) = (entry.name for entry in version.manifest.layers if entry.name.startswith("multiply"))
    activity = activity_of(version, noise(version))
    with pytest.raises(
        Unexplained, match=r"'body' is a Sequential, .*; the layers that can be explained are .*mixed, classes"
    ):
        explain(activity, "body", (0,))
    with pytest.raises(Unexplained, match="is an operation and no layer"):
        explain(activity, operation, (0, 0, 0))
    assert explain(activity, "mixed", (8, 8, 1)).value == activity.outputs["mixed"][8, 8, 1]


def test_a_description_that_does_not_fit_the_graph_is_refused(shipped: Version, activity: Activity) -> None:
    """A number that is not the network's is never shown as such."""
    weights = {name: dict(values) for name, values in activity.weights.items()}
    weights["conv2d"]["bias"] = weights["conv2d"]["bias"] + np.float32(1)
    wrong = Activity(shipped.manifest, activity.frame, activity.outputs, weights)
    with pytest.raises(Unexplained, match="'conv2d' computes"):
        explain(wrong, "conv2d", (3, 3, 3))
