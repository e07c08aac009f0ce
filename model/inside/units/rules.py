"""Which rule computes the units of which layer, and which layers have none."""

from collections.abc import Callable, Sequence

from model.inside.activity import Values
from model.inside.errors import Unexplained
from model.inside.reach import side_of
from model.inside.units import activation, convolution, copies, dense, pointwise, pooling
from model.inside.units.weighted_sum import WeightedSum
from model.versions.manifest import LayerEntry, Manifest
from model.versions.version import Arrays

Rule = Callable[[LayerEntry, Values, Arrays, Sequence[int]], WeightedSum]
Merge = Callable[[LayerEntry, Sequence[Values], Sequence[int]], WeightedSum]

OF_ONE: dict[str, Rule] = {
    "Conv2D": convolution.conv2d,
    "DepthwiseConv2D": convolution.depthwise,
    "SeparableConv2D": convolution.separable,
    "Conv2DTranspose": convolution.transposed,
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D"), pooling.pooling),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D"), pooling.global_pooling),
    **dict.fromkeys(("Flatten", "Reshape"), copies.reshaped),
    "Permute": copies.permuted,
    **dict.fromkeys(("ZeroPadding2D", "Cropping2D"), copies.bordered),
    "UpSampling2D": copies.upsampled,
    **dict.fromkeys(copies.IDENTITIES, copies.identity),
    "Dense": dense.dense,
    "BatchNormalization": pointwise.batch_normalised,
    "Rescaling": pointwise.rescaled,
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax"), pointwise.activation_alone),
}
OF_SEVERAL: dict[str, Merge] = {
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"), pointwise.merged),
    "Concatenate": pointwise.concatenated,
}
INPUT = "InputLayer"


def obstacle(entry: LayerEntry) -> str | None:
    """Why the units of a layer cannot be explained; None where they can."""
    if set(entry.config) == {"name"}:
        return "is an operation and no layer, so that its description does not tell what it does"
    if entry.class_name not in {*OF_ONE, *OF_SEVERAL, INPUT}:
        return f"is a {entry.class_name}, whose arithmetic is not known here"
    if entry.config.get("data_format", "channels_last") != "channels_last":
        return "has its channels first, and only channels at the end are explained"
    if activation.name_of(entry) is None:
        return "has an activation that is not known here"
    return _unusual(entry)


def _unusual(entry: LayerEntry) -> str | None:
    """What an ordinary layer of its kind does not have."""
    config = entry.config
    if config.get("output_padding") is not None:
        return f"has output_padding {config['output_padding']}, which is not explained"
    if config.get("interpolation", "nearest") not in ("nearest", "bilinear"):
        return f"has interpolation {config['interpolation']}, which is not explained"
    if entry.class_name == "Conv2DTranspose" and any(side_of(config, "dilation_rate", axis) > 1 for axis in (0, 1)):
        return "is a transposed convolution with gaps in its kernel, which is not explained"
    if entry.class_name != "Concatenate" and config.get("axis", -1) not in _last_axis(entry):
        return f"works along axis {config['axis']}, and only the last one is explained"
    return None


def _last_axis(entry: LayerEntry) -> tuple[object, ...]:
    last = len(entry.output_shape) - 1
    return -1, last, [-1], [last]


def explainable(manifest: Manifest) -> tuple[str, ...]:
    """The names of the layers whose units can be explained."""
    return tuple(entry.name for entry in manifest.layers if obstacle(entry) is None)


def require_explainable(manifest: Manifest, entry: LayerEntry) -> None:
    """Raise Unexplained, with what can be explained, where the layer cannot be."""
    reason = obstacle(entry)
    if reason is not None:
        others = ", ".join(explainable(manifest)) or "none"
        raise Unexplained(f"layer {entry.name!r} {reason}; the layers that can be explained are {others}")
