from training import network

NAMES = [
    "conv2d",
    "max_pooling2d",
    "conv2d_1",
    "max_pooling2d_1",
    "conv2d_2",
    "flatten",
    "dense",
    "dense_1",
]


def test_the_network_is_the_textbooks_layer_for_layer() -> None:
    """Names, shapes and the textbook's two parameter counts, however often the process has built it."""
    for _ in range(2):
        model = network.build()
        assert model.name == "sequential"
        assert [layer.name for layer in model.layers] == NAMES
        assert model.count_params() == 260_298
        assert sum(layer.count_params() for layer in model.layers[:5]) == 111_424
        assert model.get_layer("conv2d_2").output.shape == (None, 3, 3, 128)
        assert model.output_shape == (None, 10)
        assert not model.compiled
