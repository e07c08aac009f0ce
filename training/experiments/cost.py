"""What a network costs, as the service counts it."""

import keras

from model.inside.layers import describe
from model.versions.manifest import LayerEntry, Manifest
from training.versions import provenance


def multiply_adds(network: keras.Sequential) -> int:
    """Multiplications with a weight for one picture; also of a network that is no classifier."""
    names = [layer.name for layer in network.layers]
    entries = tuple(
        LayerEntry(
            name=layer.name,
            class_name=type(layer).__name__,
            config=layer.get_config(),
            inputs=() if index == 0 else (names[index - 1],),
            output_shape=tuple(layer.output.shape),
            parameters=layer.count_params(),
        )
        for index, layer in enumerate(network.layers)
    )
    shape = tuple(network.input_shape[1:])
    manifest = Manifest(name=network.name, labels=(), input_shape=shape, layers=entries, created=provenance.now())
    return sum(facts.multiply_adds for facts in describe(manifest))
