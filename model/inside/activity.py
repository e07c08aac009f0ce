"""Every value of a network for one picture, and who takes what from whom."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.errors import NotFound
from model.versions.manifest import LayerEntry, Manifest
from model.versions.version import Arrays, Frame, Version

Values = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Activity:
    """What a network makes of one picture.

    Attributes:
        manifest: the version's description.
        frame: the picture as it was given, uint8 (height, width) or (height, width, 3).
        outputs: by name, float32 without the batch axis, each layer's output and `<layer>/pre_activation`.
        weights: by layer, its weights by Keras's names; empty where it has none.
    """

    manifest: Manifest
    frame: Frame
    outputs: Arrays
    weights: dict[str, Arrays]

    @classmethod
    def of(cls, version: Version, frame: Frame, *layers: str) -> "Activity":
        """What `version` makes of the frame in one pass, with the weights of the named layers.

        Raises:
            NotFound: there is no such layer.
        """
        for name in layers:
            find_entry(version.manifest, name)
        outputs = {name: values[0] for name, values in version.graph.layers(frame[np.newaxis]).items()}
        return cls(version.manifest, frame, outputs, {name: version.graph.weights(name) for name in layers})

    @cached_property
    def input(self) -> Values:
        """What goes into the first layer, float32 (height, width, channels): value * scale + offset."""
        scaling = self.manifest.scaling
        pixels = self.frame.reshape(self.manifest.input_shape).astype(np.float32)
        return np.asarray(pixels * np.float32(scaling.scale) + np.float32(scaling.offset), np.float32)

    def inputs(self, entry: LayerEntry) -> list[Values]:
        """What goes into a layer, in its own order; the picture for the first."""
        return [self.outputs[name] for name in entry.inputs] or [self.input]

    def before_activation(self, layer: str) -> Values | None:
        """The input of a layer's activation; None where it has none."""
        return self.outputs.get(f"{layer}/pre_activation")


def find_entry(manifest: Manifest, name: str) -> LayerEntry:
    """The description of that layer; raises NotFound, which lists the names that exist."""
    for entry in manifest.layers:
        if entry.name == name:
            return entry
    raise NotFound(f"there is no layer {name!r}; the layers are {', '.join(entry.name for entry in manifest.layers)}")


def logits_of(manifest: Manifest, outputs: Arrays) -> NDArray[np.float32]:
    """The input of the last softmax among a network's values, with whatever axes they have in front."""
    last = manifest.layers[-1].name
    return outputs.get(f"{last}/pre_activation", outputs[last])


def probabilities_of(manifest: Manifest, logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """softmax(logits / temperature) over the last axis, as the version is served."""
    scaled = logits.astype(np.float64) / manifest.calibration.temperature
    exponents = np.exp(scaled - scaled.max(-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(-1, keepdims=True), np.float64)
