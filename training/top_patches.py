"""Finds the nine training patches that excite each unit most, and the digits that it answers to.

One pass over the training images, in batches; of each image and unit the strongest place counts, so that nine patches
are from nine images.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from model.inside.layers import LayerFacts, describe
from model.inside.top_patches import COUNT, FOLDER, TopPatches
from model.versions.manifest import Manifest
from model.versions.saved_model import SavedModel
from training.errors import BadData
from training.mnist import Examples

BATCH = 100
CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose")
FRAME = (28, 28, 1)

Watch = Callable[[int, int], None]
"""Is told how many images are done, and of how many."""


@dataclass
class _Best:
    """The strongest places so far, of each unit of a layer [units, found], and sums by class."""

    activations: NDArray[np.float32]
    places: NDArray[np.intp]
    images: NDArray[np.intp]
    sums: NDArray[np.float64]
    counts: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))

    @classmethod
    def of(cls, units: int, classes: int) -> "_Best":
        empty = np.zeros((units, 0))
        return cls(
            empty.astype(np.float32),
            empty.astype(np.intp),
            empty.astype(np.intp),
            np.zeros((units, classes)),
            np.zeros(classes, np.intp),
        )

    def add(self, values: NDArray[np.float32], labels: NDArray[np.uint8], first: int) -> None:
        """Take in a batch: `values` [N, places, units] of the images from number `first` on."""
        places = values.argmax(1)  # [N, units]
        strongest = np.take_along_axis(values, places[:, np.newaxis], 1)[:, 0]
        np.add.at(self.sums.T, labels, values.mean(1, dtype=np.float64))
        np.add.at(self.counts, labels, 1)
        images = np.broadcast_to(np.arange(first, first + len(values)), strongest.T.shape)
        activations = np.concatenate([self.activations, strongest.T], 1)
        order = np.argsort(-activations, axis=1, kind="stable")[:, :COUNT]
        self.activations = np.take_along_axis(activations, order, 1)
        self.places = np.take_along_axis(np.concatenate([self.places, places.T], 1), order, 1)
        self.images = np.take_along_axis(np.concatenate([self.images, images], 1), order, 1)


def write_top_patches(
    folder: Path, manifest: Manifest, saved_model: SavedModel, examples: Examples, watch: Watch = lambda *_: None
) -> Path:
    """Find the patches of every convolutional and Dense layer, and put them into the version's folder.

    Raises:
        BadData: the version takes other pictures than MNIST's.
    """
    if manifest.input_shape != FRAME:
        raise BadData(f"patches are cut from MNIST's 28x28 images; this version takes {manifest.input_shape}")
    layers = {layer.name: layer for layer in describe(manifest) if layer.class_name in (*CONVOLUTIONS, "Dense")}
    found = {name: _Best.of(layer.output_shape[-1] or 1, len(manifest.labels)) for name, layer in layers.items()}
    for first, batch in _batches(examples):
        outputs = saved_model.layers(batch.images)
        for name, best in found.items():
            values = outputs[_measured(layers[name], outputs)]
            best.add(values.reshape(len(batch), -1, values.shape[-1]), batch.labels, first)
        watch(first + len(batch), len(examples))
    draft = folder.with_name(f".unfinished-{uuid4().hex[:8]}")  # beside it, and in one move: a service may look on
    try:
        draft.mkdir()
        for name, best in found.items():
            _cut(best, layers[name], examples).write(draft, name)
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        (draft / FOLDER).rename(folder / FOLDER)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder / FOLDER


def _batches(examples: Examples) -> Iterator[tuple[int, Examples]]:
    return ((first, examples.at(slice(first, first + BATCH))) for first in range(0, len(examples), BATCH))


def _measured(layer: LayerFacts, outputs: dict[str, Any]) -> str:
    """The output by which units are excited: of a softmax its input, since shares near 1 are all alike."""
    before = f"{layer.name}/pre_activation"
    return before if layer.activation == "softmax" and before in outputs else layer.name


def _cut(best: _Best, layer: LayerFacts, examples: Examples) -> TopPatches:
    """The patches that the strongest places see, whole frames where a unit sees no smaller square."""
    side, starts = examples.images.shape[1], np.zeros((*best.places.shape, 2), np.intp)
    size, sees = side, layer.receptive_field
    if sees is not None and sees.size < side and len(layer.output_shape) == 3:
        places = np.stack(np.unravel_index(best.places, [part or 1 for part in layer.output_shape[:2]]), -1)
        size, starts = sees.size, sees.start + places * sees.stride
    margin = max(0, -int(starts.min()), int(starts.max()) + size - side)
    padded = np.pad(examples.images[best.images], [(0, 0), (0, 0), (margin, margin), (margin, margin)])
    rows, columns = (
        (starts[..., axis, np.newaxis] + margin + np.arange(size)).reshape(*best.places.shape, *shape)
        for axis, shape in ((0, (size, 1)), (1, (1, size)))
    )
    units, ranks = np.ogrid[: best.places.shape[0], : best.places.shape[1]]
    return TopPatches(
        patches=padded[units[..., np.newaxis, np.newaxis], ranks[..., np.newaxis, np.newaxis], rows, columns],
        activations=best.activations,
        labels=examples.labels[best.images],
        images=best.images.astype(np.int32),
        corners=starts.astype(np.int16),
        means=(best.sums / np.maximum(best.counts, 1)).astype(np.float32),
    )
