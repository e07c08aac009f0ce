"""The textbook's operations against Keras's layers, over kernels, paddings, strides and sizes."""

from typing import Any, Literal

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from numpy.typing import NDArray
from scipy import signal

from model.errors import BadRequest
from model.inside.experiments.axis import Padding, slide
from model.inside.experiments.convolve import convolve
from model.inside.experiments.pool import Kind, pool
from model.inside.experiments.transpose import transpose
from model.inside.experiments.upsample import Interpolation, upsample

Sheet = NDArray[np.float64]
Edge = Literal["valid", "same"]

side = st.integers(1, 14)
small = st.integers(1, 5)
stride = st.integers(1, 4)
channels = st.integers(1, 3)
seeds = st.integers(0, 2**32 - 1)
edges: st.SearchStrategy[Edge] = st.sampled_from(["valid", "same"])


def random(seed: int, *shape: int) -> Sheet:
    """Numbers of both signs, exact in float32."""
    return np.random.default_rng(seed).integers(-64, 64, shape) / 16


def keras_says(layer: keras.Layer, values: Sheet, *weights: Sheet) -> Sheet:
    """What a Keras layer makes of (height, width, channels) values, with these weights: its first channel."""
    given_ = keras.ops.convert_to_tensor(values[np.newaxis].astype(np.float32))
    layer.build(given_.shape)
    layer.set_weights([weight.astype(np.float32) for weight in weights])
    return np.asarray(layer(given_)[0, ..., 0], np.float64)


@settings(max_examples=60)
@given(side, side, small, small, stride, edges, channels, seeds, st.booleans())
def test_a_convolution_is_kerass(
    height: int, width: int, rows: int, columns: int, by: int, padding: Edge, depth: int, seed: int, relu: bool
) -> None:
    values, kernel = random(seed, height, width, depth), random(seed + 1, rows, columns, depth)
    if padding == "valid" and (rows > height or columns > width):
        with pytest.raises(BadRequest, match="does not fit"):
            convolve(values, kernel, padding=padding, stride=by)
        return
    activation: Literal["relu", "linear"] = "relu" if relu else "linear"
    found = convolve(values, kernel, padding=padding, stride=by, bias=0.5, activation=activation)
    layer = layers.Conv2D(1, (rows, columns), strides=by, padding=padding, activation=activation)
    expected = keras_says(layer, values, kernel[..., np.newaxis], np.array([0.5]))
    assert found.values.shape == expected.shape == found.expected
    assert found.values == pytest.approx(expected, abs=1e-4)


@settings(max_examples=60)
@given(side, side, small, small, seeds)
def test_full_padding_is_scipys_full_correlation(height: int, width: int, rows: int, columns: int, seed: int) -> None:
    """N + M - 1 numbers on each side, one for every overlap."""
    values, kernel = random(seed, height, width, 1), random(seed + 1, rows, columns, 1)
    found = convolve(values, kernel, padding="full")
    assert found.values == pytest.approx(signal.correlate2d(values[..., 0], kernel[..., 0], mode="full"))
    assert found.values.shape == (height + rows - 1, width + columns - 1)
    assert found.padding == ((rows - 1, rows - 1), (columns - 1, columns - 1))


@settings(max_examples=60)
@given(side, small, stride, st.sampled_from(["valid", "same", "full"]))
def test_sizes_are_counted_and_agree_with_the_formula(cells: int, size: int, by: int, padding: Padding) -> None:
    """N - M + 1, N and N + M - 1 with a stride of 1, and what these become with a larger one."""
    if padding == "valid" and size > cells:
        return
    axis = slide(cells, size, by, padding)
    assert len(axis.starts) == axis.expected
    if by == 1:
        assert axis.expected == {"valid": cells - size + 1, "same": cells, "full": cells + size - 1}[padding]
    covered = {row for start in axis.starts for row in range(start, start + size)}
    assert set(axis.unseen) == set(range(cells)) - covered
    touching = [start < 0 or start + size > cells for start in axis.starts]
    assert list(axis.touching) == touching
    assert axis.before == max(0, -min(axis.starts))
    assert axis.after == max(0, max(axis.starts) + size - cells)
    assert padding != "valid" or not any(touching)


@settings(max_examples=80)
@given(side, side, small, stride, edges, st.sampled_from(["max", "average", "min"]), seeds)
def test_pooling_is_kerass(height: int, width: int, size: int, by: int, padding: Edge, kind: Kind, seed: int) -> None:
    """Minimum pooling is maximum pooling of the negative; each winner has the value that won."""
    values = random(seed, height, width)
    if padding == "valid" and size > min(height, width):
        return
    found = pool(values, kind=kind, size=size, stride=by, padding=padding)
    layer = layers.AveragePooling2D if kind == "average" else layers.MaxPooling2D
    sign = -1 if kind == "min" else 1
    expected = sign * keras_says(layer(size, strides=by, padding=padding), sign * values[..., np.newaxis])
    assert found.values.shape == expected.shape == found.expected
    assert found.values == pytest.approx(expected, abs=1e-5)
    assert found.counts is not None
    assert found.counts.max() <= size * size
    if found.winners is not None:
        assert (values.ravel()[found.winners] == found.values).all()


@settings(max_examples=60)
@given(side, side, small, small, stride, edges, seeds)
def test_a_transposed_convolution_is_kerass(
    height: int, width: int, rows: int, columns: int, by: int, padding: Edge, seed: int
) -> None:
    """And its counts are the same with ones for all numbers."""
    values, kernel = random(seed, height, width), random(seed + 1, rows, columns)
    found = transpose(values, kernel, stride=by, padding=padding)

    def by_keras(values: Sheet, kernel: Sheet) -> Sheet:
        layer = layers.Conv2DTranspose(1, kernel.shape, strides=by, padding=padding, use_bias=False)
        return keras_says(layer, values[..., np.newaxis], kernel[..., np.newaxis, np.newaxis])

    expected = by_keras(values, kernel)
    assert found.values.shape == expected.shape == found.expected
    assert found.values == pytest.approx(expected, abs=1e-4)
    assert found.counts is not None
    assert found.counts == pytest.approx(by_keras(np.ones_like(values), np.ones_like(kernel)), abs=1e-4)


@pytest.mark.parametrize(
    ("size", "by", "even"), [(4, 2, True), (3, 2, False), (2, 2, True), (5, 3, False), (6, 3, True)]
)
def test_overlaps_are_even_where_the_stride_divides_the_kernel(size: int, by: int, even: bool) -> None:
    """The checkerboard, away from the edges."""
    counts = transpose(np.ones((12, 12)), np.ones((size, size)), stride=by).counts
    assert counts is not None
    inner = counts[size:-size, size:-size]
    assert (inner.min() == inner.max()) == even


@settings(max_examples=40)
@given(side, side, st.integers(1, 5), st.sampled_from(["nearest", "bilinear"]), seeds)
def test_upsampling_is_kerass(height: int, width: int, factor: int, interpolation: Interpolation, seed: int) -> None:
    values = random(seed, height, width)
    found = upsample(values, factor=factor, interpolation=interpolation)
    expected = keras_says(layers.UpSampling2D(factor, interpolation=interpolation), values[..., np.newaxis])
    assert found.values.shape == expected.shape == found.expected
    assert found.values == pytest.approx(expected, abs=1e-4)


def test_the_textbooks_grid_of_25_tiles_has_9_places_for_a_window_of_9() -> None:
    """Valid, same and full padding of 5x5 with 3x3: 9, 25 and 49 places, of which 0, 16 and 40 touch the border."""
    for padding, places, touching in (("valid", 9, 0), ("same", 25, 16), ("full", 49, 40)):
        found = convolve(np.ones((5, 5, 1)), np.ones((3, 3, 1)), padding=padding)  # type: ignore[arg-type]
        assert found.values.size == places
        assert found.border is not None
        assert found.border.sum() == touching


def test_a_stride_leaves_the_last_lines_unseen() -> None:
    """11 lines pooled by 2 leave the last one out, as in the textbook's second pooling."""
    found = pool(np.ones((11, 11)), kind="max", size=2, stride=2)
    assert (found.unseen_rows, found.unseen_columns) == ((10,), (10,))


def test_minimum_pooling_keeps_dark_ink_and_maximum_pooling_light_ink() -> None:
    """A stroke of one pixel on its paper."""
    light = np.zeros((8, 8))
    light[:, 3] = 1
    kept: dict[str, Any] = {kind: pool(light, kind=kind).values for kind in ("max", "min")}
    assert kept["max"].any()
    assert not kept["min"].any()
    assert (pool(1 - light, kind="min").values == 1 - kept["max"]).all()


def test_results_that_would_be_too_large_are_refused() -> None:
    with pytest.raises(BadRequest, match="at most 512 a side"):
        upsample(np.ones((128, 4)), factor=5)
    with pytest.raises(BadRequest, match="at most 512 a side"):
        transpose(np.ones((4, 128)), np.ones((3, 3)), stride=5)
    with pytest.raises(BadRequest, match=r"the kernel has 2 channels and .* has 1"):
        convolve(np.ones((4, 4, 1)), np.ones((3, 3, 2)))
