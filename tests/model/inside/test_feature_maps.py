import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadRequest, DigitscopeError, NotFound
from model.inside.feature_maps import draw_maps, fold, largest_magnitude, parse_channels, statistics
from tests.mosaics import tile_at

spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))


@given(wanted=st.lists(spans, min_size=1, max_size=6), space=st.sampled_from(["", " ", "  "]))
def test_channels_are_taken_in_the_order_asked_and_once_each(wanted: list[tuple[int, int]], space: str) -> None:
    text = f"{space},{space}".join(str(a) if a == b else f"{a}{space}-{space}{b}" for a, b in wanted)
    expected = [channel for first, last in wanted for channel in range(first, last + 1)]
    assert parse_channels(text, "conv2d", 41) == list(dict.fromkeys(expected))


def test_all_channels_are_taken_when_none_are_asked_for() -> None:
    assert parse_channels(None, "conv2d", 3) == [0, 1, 2]


@pytest.mark.parametrize(
    "text", ["", ",", "a", "1;2", "-1", "1-", "1--2", "1.5", "0x1", "1,,2", "٣", "9" * 5000, "1e3"]
)
def test_what_is_no_list_of_channels_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="such as 0,5-9"):
        parse_channels(text, "conv2d", 10)


def test_a_range_that_runs_backwards_is_refused_with_the_right_one() -> None:
    with pytest.raises(BadRequest, match="write 2-5"):
        parse_channels("5-2", "conv2d", 10)


def test_a_channel_beyond_the_last_is_refused_with_those_that_exist() -> None:
    with pytest.raises(NotFound, match="layer 'conv2d' has no channel 10; its channels are 0 to 9"):
        parse_channels("8-10", "conv2d", 10)


@given(text=st.text(max_size=30), count=st.integers(1, 300))
def test_any_text_gives_existing_channels_or_a_clear_refusal(text: str, count: int) -> None:
    try:
        channels = parse_channels(text, "conv2d", count)
    except DigitscopeError:
        return
    assert channels
    assert len(set(channels)) == len(channels)
    assert set(channels) <= set(range(count))


def test_a_range_of_a_billion_channels_costs_nothing() -> None:
    with pytest.raises(NotFound):
        parse_channels("0-999999999", "conv2d", 64)


def maps_of(seed: int, shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    values = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return np.where(values > 0.3, values, np.float32(0))


@given(
    seed=st.integers(0, 1000),
    shape=st.one_of(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 5)), st.tuples(st.integers(1, 9))),
)
def test_statistics_are_those_of_numpy(seed: int, shape: tuple[int, ...]) -> None:
    maps = maps_of(seed, shape)
    channels = list(range(shape[-1]))[::-1]
    for given_, channel in zip(statistics(maps, channels), channels, strict=True):
        values = maps[..., channel].astype(np.float64)
        assert given_.channel == channel
        assert (given_.minimum, given_.maximum) == (values.min(), values.max())
        assert given_.mean == pytest.approx(values.mean(), abs=1e-12)
        assert given_.standard_deviation == pytest.approx(values.std(), abs=1e-12)
        assert given_.zeros == pytest.approx((values == 0).mean())
        assert given_.flat == (values.min() == values.max())
        assert given_.dead == (not values.any())


def test_flat_and_dead_maps_are_marked() -> None:
    maps = np.zeros((2, 2, 3), np.float32)
    maps[..., 1], maps[0, 0, 2] = 0.5, 1
    marks = [(each.flat, each.dead, each.zeros) for each in statistics(maps, [0, 1, 2])]
    assert marks == [(True, True, 1.0), (True, False, 0.0), (False, False, 0.75)]


@given(count=st.integers(1, 200))
def test_a_vector_is_folded_into_rows_of_64_and_nothing_is_lost(count: int) -> None:
    vector = np.arange(1, count + 1, dtype=np.float32)
    tile = fold(vector)
    assert tile.shape == (1, -(-count // 64), min(64, count))
    assert tile.ravel()[:count].tolist() == vector.tolist()
    assert not tile.ravel()[count:].any()


def test_layers_of_a_mosaic_share_a_scale_by_network_and_have_their_own_by_layer() -> None:
    maps = {"small": np.full((4, 4, 1), 0.5, np.float32), "large": np.full((4, 4, 1), 2, np.float32)}
    maps["small"][0, 0], maps["large"][0, 0] = -0.5, -2  # not flat: no mark in the way
    channels = {"small": [0], "large": [0]}
    limit = largest_magnitude(maps)
    assert limit == 2
    by_network = draw_maps(maps, channels, limit=limit, scale="network", upsample="nearest", size=None)
    by_layer = draw_maps(maps, channels, limit=limit, scale="layer", upsample="nearest", size=None)
    full = tile_at(by_layer.pixels, 0)
    assert np.array_equal(full, tile_at(by_layer.pixels, 1))
    assert np.array_equal(full, tile_at(by_network.pixels, 1))
    assert not np.array_equal(full, tile_at(by_network.pixels, 0))
    assert by_network.limit == 2
    assert by_layer.limit is None


def test_a_mosaic_of_many_large_maps_is_refused_before_it_takes_the_memory() -> None:
    maps = {f"layer{index}": maps_of(index, (8, 8, 32)) for index in range(4)}
    channels = {name: list(range(32)) for name in maps}
    with pytest.raises(BadRequest, match="fewer channels, one layer or a smaller size"):
        draw_maps(maps, channels, limit=1.0, scale="layer", upsample="nearest", size=500)
