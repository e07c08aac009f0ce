from io import BytesIO

import numpy as np

from app.arrays import npy, npz


def test_an_array_survives_the_way_through_a_file() -> None:
    values = np.random.default_rng(0).standard_normal((3, 4, 5)).astype(np.float32)
    for given in (values, values.transpose(2, 0, 1), values[..., ::2]):
        assert np.array_equal(np.load(BytesIO(npy(given)), allow_pickle=False), given)


def test_named_arrays_keep_their_names_and_order_whatever_the_names() -> None:
    arrays = {"file": np.arange(3), "conv2d/pre_activation": np.eye(2), "allow": np.zeros(0)}
    with np.load(BytesIO(npz(arrays)), allow_pickle=False) as loaded:
        assert list(loaded) == list(arrays)
        assert all(np.array_equal(loaded[name], arrays[name]) for name in arrays)
