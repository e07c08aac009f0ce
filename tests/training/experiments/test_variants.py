"""Each variant is the network that it is called."""

import keras
import numpy as np
import pytest

from model.inside.layers import describe
from tests.networks import manifest_of
from training import network
from training.errors import BadOption
from training.experiments.cost import multiply_adds
from training.experiments.networks import min_pooling
from training.experiments.variants import BASELINE, QUESTIONS, VARIANTS, chosen

# Parameters, and the shape of the last maps before the head or the drawing, worked out by hand.
EXPECTED = {
    "textbook": (260_298, (3, 3, 128)),
    "padding-same": (
        640 + 36_928 + 73_856 + (7 * 7 * 128 * 128 + 128) + 1_290,
        (7, 7, 128),
    ),
    "average-pooling": (260_298, (3, 3, 128)),
    "min-pooling": (260_298, (3, 3, 128)),
    "strided-convolutions": (
        640 + 36_928 + 73_856 + (4 * 4 * 128 * 128 + 128) + 1_290,
        (4, 4, 128),
    ),
    "strided-pooling": (260_298 + 2 * (2 * 2 * 64 * 64 + 64), (3, 3, 128)),
    "global-average": (640 + 36_928 + 73_856 + 1_290, (3, 3, 128)),
    "bottleneck": (
        640 + (64 * 16 + 16) + (9 * 16 * 64 + 64) + (64 * 16 + 16) + (9 * 16 * 128 + 128) + 147_584 + 1_290,
        (3, 3, 128),
    ),
    "filters-32": (320 + (9 * 32 * 32 + 32) + (9 * 32 * 128 + 128) + 147_584 + 1_290, (3, 3, 128)),
}


def _last_maps(model: keras.Sequential) -> tuple[int, ...]:
    return tuple([layer.output.shape[1:] for layer in model.layers if len(layer.output.shape) == 4][-1])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_reader_has_its_shapes_and_parameters(name: str) -> None:
    model = VARIANTS[name].build()
    assert (model.count_params(), _last_maps(model)) == EXPECTED[name]
    assert model.output_shape == (None, 10)
    probabilities = model.predict(np.zeros((2, 28, 28, 1), np.float32), verbose=0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_all_readers_are_looked_at() -> None:
    assert {name for name, variant in VARIANTS.items() if variant.reads} == set(EXPECTED)


@pytest.mark.parametrize(
    ("name", "grown"),
    [
        ("upsampling", (9 * 32 * 32 + 32) + (9 * 32 + 1)),
        ("transposed-3", (9 * 32 * 32 + 32) + (9 * 32 + 1)),
        ("transposed-4", (16 * 32 * 32 + 32) + (16 * 32 + 1)),
    ],
)
def test_a_decoder_redraws_a_picture(name: str, grown: int) -> None:
    """All have one encoder, and make 7 x 7 into 28 x 28 in two steps of their own."""
    model = VARIANTS[name].build()
    encoder = 320 + (9 * 32 * 64 + 64) + (7 * 7 * 64 * 32 + 32) + (32 * 7 * 7 * 32 + 7 * 7 * 32)
    assert model.output_shape == (None, 28, 28, 1)
    assert model.count_params() == encoder + grown
    drawn = model.predict(np.zeros((1, 28, 28, 1), np.float32), verbose=0)
    assert 0 < drawn.min() <= drawn.max() < 1


def test_the_baseline_is_the_textbooks_network() -> None:
    """Layer for layer, but for the network's own name."""
    ours, textbooks = VARIANTS[BASELINE].build().get_config(), network.build().get_config()
    assert ours["layers"] == textbooks["layers"]


def test_min_pooling_is_the_least_of_each_window() -> None:
    """Also of odd sides, where the last line is left out as by Keras's own pooling."""
    maps = np.random.default_rng(0).normal(size=(3, 11, 9, 5)).astype(np.float32)
    model = keras.Sequential([keras.Input(maps.shape[1:]), *min_pooling()])
    windows = maps[:, :10, :8].reshape(3, 5, 2, 4, 2, 5)
    np.testing.assert_array_equal(model.predict(maps, verbose=0), windows.min(axis=(2, 4)))


@pytest.mark.parametrize("name", EXPECTED)
def test_multiply_adds_are_those_that_the_service_tells(name: str) -> None:
    model = VARIANTS[name].build()
    assert multiply_adds(model) == sum(layer.multiply_adds for layer in describe(manifest_of(model)))


def test_an_upsampled_decoder_costs_more_than_a_transposed_one() -> None:
    """By what its two layers multiply: each at the size that it makes, not at the one that it takes."""
    upsampled, transposed = (multiply_adds(VARIANTS[name].build()) for name in ("upsampling", "transposed-3"))
    small = 7 * 7 * 9 * 32 * 32 + 14 * 14 * 9 * 32
    assert upsampled - transposed == 3 * small


def test_each_question_compares_known_variants_of_one_kind() -> None:
    for question in QUESTIONS:
        assert len({VARIANTS[name].reads for name in question.answers}) == 1
        assert len(question.answers) > 1


def test_variants_are_chosen_by_name_and_in_one_order() -> None:
    assert [variant.name for variant in chosen(["transposed-3", BASELINE])] == [BASELINE, "transposed-3"]
    assert [variant.name for variant in chosen([])] == list(VARIANTS)
    with pytest.raises(BadOption, match=r"no variant 'wider'; there is textbook, padding-same"):
        chosen(["wider"])
