"""The masks of `explore`: which layers have one, and under which name."""

import re

from model.versions.manifest import Manifest

_WITHOUT_CHANNELS = ("InputLayer", "Flatten", "Reshape")


def maskable(manifest: Manifest) -> tuple[str, ...]:
    """The layers whose channels can be switched off: all but inputs, Flatten and Reshape."""
    return tuple(
        entry.name
        for entry in manifest.layers
        if entry.class_name not in _WITHOUT_CHANNELS and entry.output_shape[-1] is not None
    )


def mask_name(layer: str) -> str:
    """The name of a layer's mask among the inputs of `explore`: a signature takes Python identifiers only."""
    return "keep_" + re.sub(r"\W", "_", layer)
