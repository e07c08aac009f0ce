"""What becomes of the answer when channels are switched off, or a part of the picture is painted over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest
from model.inside.activity import find_entry, logits_of, probabilities_of
from model.inside.feature_maps import parse_channels
from model.inside.masks import mask_name, maskable
from model.inside.pixels import Patch, pixels_of
from model.versions.manifest import Manifest
from model.versions.version import Arrays, Frame, Version

BATCH = 32
MAX_SWEPT = 1024  # channels of a layer that are switched off one after the other


@dataclass(frozen=True, eq=False)
class Answer:
    """float64 [classes] each; the winner is the class of the largest probability."""

    logits: NDArray[np.float64]
    probabilities: NDArray[np.float64]

    @property
    def winner(self) -> int:
        return int(self.probabilities.argmax())


@dataclass(frozen=True, eq=False)
class Ablation:
    """The answer to the whole picture by the whole network, and the one without what was switched off."""

    off: dict[str, list[int]]
    patches: tuple[Patch, ...]
    before: Answer
    after: Answer


@dataclass(frozen=True, eq=False)
class Sweep:
    """A layer's channels, each switched off alone: `answers[i]` is the answer without channel i."""

    layer: str
    answers: tuple[Answer, ...]


def parse_off(manifest: Manifest, texts: Sequence[str]) -> dict[str, list[int]]:
    """The channels that `conv2d:0,5-9` and the like name, by layer; `conv2d` alone is all of them.

    Raises:
        NotFound: there is no such layer or channel.
        BadRequest: the text says nothing sensible, or the layer has no channels.
    """
    off: dict[str, list[int]] = {}
    for text in texts:
        name, _, channels = text.rpartition(":") if ":" in text else (text, "", "")
        entry = find_entry(manifest, name)
        if name not in maskable(manifest):
            those = ", ".join(maskable(manifest))
            raise BadRequest(f"layer {name!r} is a {entry.class_name} and has no channels to switch off; {those} have")
        found = parse_channels(channels or None, name, entry.output_shape[-1] or 1)
        off[name] = sorted({*off.get(name, []), *found})
    return off


def ablate(version: Version, frame: Frame, off: Mapping[str, list[int]], patches: Sequence[Patch]) -> Ablation:
    """The answers before and after, from one call of the network."""
    covered = frame
    for patch in patches:
        covered = patch.cover(covered)
    keep = {}
    for layer, channels in off.items():
        mask = np.ones((2, _channels(version, layer)), np.float32)
        mask[1, channels] = 0
        keep[mask_name(layer)] = mask
    outputs = version.graph.explore(pixels_of(np.stack([frame, covered])), keep)
    before, after = _answers(version.manifest, outputs)
    return Ablation(dict(off), tuple(patches), before, after)


def sweep(version: Version, frame: Frame, layer: str) -> Sweep:
    """The answers without each channel of a layer in turn.

    Raises:
        NotFound: there is no such layer.
        BadRequest: it has no channels, or more than `MAX_SWEPT`.
    """
    (channels,) = parse_off(version.manifest, [layer]).values()
    if len(channels) > MAX_SWEPT:
        raise BadRequest(f"layer {layer!r} has {len(channels)} channels, and at most {MAX_SWEPT} are tried in turn")
    pixels = pixels_of(frame[np.newaxis])
    answers: list[Answer] = []
    for start in range(0, len(channels), BATCH):
        batch = channels[start : start + BATCH]
        mask = np.ones((len(batch), len(channels)), np.float32)
        mask[range(len(batch)), batch] = 0
        repeated = np.repeat(pixels, len(batch), axis=0)
        answers += _answers(version.manifest, version.graph.explore(repeated, {mask_name(layer): mask}))
    return Sweep(layer, tuple(answers))


def _channels(version: Version, layer: str) -> int:
    return find_entry(version.manifest, layer).output_shape[-1] or 1


def _answers(manifest: Manifest, outputs: Arrays) -> list[Answer]:
    logits = logits_of(manifest, outputs)
    return list(map(Answer, logits.astype(np.float64), probabilities_of(manifest, logits)))
