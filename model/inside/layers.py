"""What follows from a layer's configuration: kernel, stride, padding, multiply-adds, receptive field."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import NotFound
from model.inside.field import Seen, seen_by_layer
from model.versions.manifest import LayerEntry, Manifest


@dataclass(frozen=True)
class ReceptiveField:
    """The input pixels that one unit sees, along one side.

    The unit at position p of a map sees the `size` input pixels from `start + p * stride` on; a negative
    `start` reaches into the padding. After Araujo, Norris and Sim, "Computing Receptive Fields of
    Convolutional Neural Networks" (Distill 2019): size += (kernel - 1) * stride, stride *= layer's stride.
    """

    size: int
    stride: int
    start: int


@dataclass(frozen=True)
class LayerFacts:
    """One layer as `GET /layers` describes it. Shapes are without the batch axis."""

    name: str
    class_name: str
    input_shape: tuple[int | None, ...]
    output_shape: tuple[int | None, ...]
    parameters: int
    multiply_adds: int
    kernel_size: tuple[int, int] | None
    strides: tuple[int, int] | None
    padding: str | None
    activation: str | None
    receptive_field: ReceptiveField | None
    inputs: tuple[str, ...]
    """The layers that it takes from; none for the first, which takes the picture."""
    blind_rows: tuple[int, ...] | None
    """The picture's rows that no unit of it sees; None where that is not known of a layer on the way."""
    blind_columns: tuple[int, ...] | None


def describe(manifest: Manifest) -> tuple[LayerFacts, ...]:
    """The facts of every layer, in the network's order."""
    described: dict[str, LayerFacts] = {}
    for entry in manifest.layers:
        before = [described[name] for name in entry.inputs if name in described]
        seen = seen_by_layer(manifest.layers, manifest.input_shape, entry.name)
        described[entry.name] = _describe_layer(entry, before, manifest.input_shape, seen)
    return tuple(described.values())


def find(layers: Sequence[LayerFacts], name: str) -> LayerFacts:
    """The layer of that name; raises NotFound, which lists the names that exist."""
    for layer in layers:
        if layer.name == name:
            return layer
    raise NotFound(f"there is no layer {name!r}; the layers are {', '.join(layer.name for layer in layers)}")


def _describe_layer(
    entry: LayerEntry, before: Sequence[LayerFacts], picture: tuple[int, ...], seen: Seen | None
) -> LayerFacts:
    input_shape = before[0].output_shape if before else picture
    kernel, strides = _pair(entry.config, "kernel_size", "pool_size"), _pair(entry.config, "strides")
    if kernel is not None and strides is None:
        strides = kernel if "pool_size" in entry.config else (1, 1)
    activation = entry.config.get("activation")
    return LayerFacts(
        name=entry.name,
        class_name=entry.class_name,
        input_shape=input_shape,
        output_shape=entry.output_shape[1:],
        parameters=entry.parameters,
        multiply_adds=_multiply_adds(entry, input_shape, kernel),
        kernel_size=kernel,
        strides=strides,
        padding=entry.config.get("padding") if kernel is not None else None,
        activation=activation if isinstance(activation, str) else None,
        receptive_field=_receptive_field(entry, before, input_shape, kernel, strides),
        inputs=entry.inputs,
        blind_rows=None if seen is None else _others(picture[0], seen.rows),
        blind_columns=None if seen is None else _others(picture[1], seen.columns),
    )


def _others(side: int, seen: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(range(side)).difference(seen)))


def _pair(config: Mapping[str, Any], *keys: str) -> tuple[int, int] | None:
    for key in keys:
        value = config.get(key)
        if isinstance(value, int):
            return (value, value)
        if value is not None and len(value) == 2:
            return (int(value[0]), int(value[1]))
    return None


def _multiply_adds(entry: LayerEntry, input_shape: tuple[int | None, ...], kernel: tuple[int, int] | None) -> int:
    """Multiplications with a weight, for one picture; pooling and activations count none."""
    outputs = math.prod(side or 1 for side in entry.output_shape[1:])
    inputs = input_shape[-1] or 1 if input_shape else 1
    if entry.class_name == "Dense":
        return outputs * inputs
    if entry.class_name == "Conv2D" and kernel:
        return outputs * math.prod(kernel) * inputs // int(entry.config.get("groups", 1))
    if entry.class_name == "DepthwiseConv2D" and kernel:
        return outputs * math.prod(kernel)
    if entry.class_name == "SeparableConv2D" and kernel:
        positions = outputs // (entry.output_shape[-1] or 1)
        depth = inputs * int(entry.config.get("depth_multiplier", 1))
        return positions * depth * (math.prod(kernel) + (entry.output_shape[-1] or 1))
    if entry.class_name == "Conv2DTranspose" and kernel:
        positions = math.prod(side or 1 for side in input_shape[:-1])
        return positions * inputs * math.prod(kernel) * (entry.output_shape[-1] or 1)
    return 0


def _receptive_field(
    entry: LayerEntry,
    before: Sequence[LayerFacts],
    input_shape: tuple[int | None, ...],
    kernel: tuple[int, int] | None,
    strides: tuple[int, int] | None,
) -> ReceptiveField | None:
    """None where a unit does not see one square of the picture, or where that is not known of the layer's kind."""
    if len(entry.output_shape) != 4 or len(input_shape) != 3:
        return None
    field = _joined([layer.receptive_field for layer in before] or [ReceptiveField(1, 1, 0)])
    if field is None or entry.class_name in _POINTWISE:
        return field
    if entry.class_name in _BORDERS:
        sign, key = _BORDERS[entry.class_name]
        (top, _), (left, _) = entry.config[key]
        return _moved(field, 1, 1, (sign * top, sign * left))
    if entry.class_name not in _WINDOWS or kernel is None or strides is None:
        return None
    dilation = _pair(entry.config, "dilation_rate") or (1, 1)
    windows = [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]
    if windows[0] != windows[1] or strides[0] != strides[1]:
        return None
    added = [_added_before(entry, side, windows[0], strides[0]) for side in input_shape[:2]]
    return _moved(field, windows[0], strides[0], (added[0], added[1]))


# Each unit of these layers sees the unit at its own place in what comes in, and no other.
_POINTWISE = {
    *("InputLayer", "Rescaling", "Dense", "BatchNormalization"),
    *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
    *("Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"),
    *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"),
}
_WINDOWS = {"Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D"}
_BORDERS = {"ZeroPadding2D": (1, "padding"), "Cropping2D": (-1, "cropping")}


def _joined(fields: Sequence[ReceptiveField | None]) -> ReceptiveField | None:
    """What a unit sees that takes several inputs: all that any of them sees."""
    known = [field for field in fields if field is not None]
    if len(known) < len(fields) or len({field.stride for field in known}) != 1:
        return None
    start = min(field.start for field in known)
    return ReceptiveField(max(field.start + field.size for field in known) - start, known[0].stride, start)


def _moved(field: ReceptiveField, window: int, stride: int, added: tuple[int, int]) -> ReceptiveField | None:
    """The field behind a window of that size and stride, with rows and columns added before it."""
    if added[0] != added[1]:
        return None
    return ReceptiveField(
        size=field.size + (window - 1) * field.stride,
        stride=field.stride * stride,
        start=field.start - added[0] * field.stride,
    )


def _added_before(entry: LayerEntry, side: int | None, window: int, stride: int) -> int:
    """Rows that `same` padding adds above: TensorFlow puts the smaller half first."""
    if entry.config.get("padding") != "same" or side is None:
        return 0
    total = max((math.ceil(side / stride) - 1) * stride + window - side, 0)
    return total // 2
