"""Top patches of noise, as nobody's training images: in the place of those that a reader's own MNIST would give."""

from pathlib import Path

import numpy as np

from model.inside.layers import describe
from model.inside.top_patches import COUNT, TopPatches
from model.versions.manifest import Manifest


def noise_patches(units: int, *, side: int = 3, classes: int = 10, seed: int = 0) -> TopPatches:
    """Patches of noise for so many units; the first one is dead."""
    rng = np.random.default_rng(seed)
    activations = -np.sort(-rng.random((units, COUNT)), axis=1).astype(np.float32)
    activations[0] = 0
    return TopPatches(
        patches=rng.integers(0, 256, (units, COUNT, side, side)).astype(np.uint8),
        activations=activations,
        labels=rng.integers(0, classes, (units, COUNT)).astype(np.uint8),
        images=rng.integers(0, 60_000, (units, COUNT)).astype(np.int32),
        corners=rng.integers(0, 26, (units, COUNT, 2)).astype(np.int16),
        means=rng.random((units, classes)).astype(np.float32),
    )


def write_noise_patches(version_folder: Path, *layers: str) -> None:
    """Put patches of noise for these layers into a version's folder."""
    shapes = {layer.name: layer.output_shape for layer in describe(Manifest.read(version_folder))}
    for layer in layers:
        noise_patches(shapes[layer][-1] or 1).write(version_folder, layer)
