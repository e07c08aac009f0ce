"""A Keras image classifier taken apart: its layers in order, and every value between them."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from model.versions.manifest import LayerEntry
from training.errors import NotAClassifier

PRE_ACTIVATION = "{}/pre_activation"

# A layer of these kinds applies its `activation` last, so that its input can be had by leaving it out.
_ACTIVATED_LAST = (
    keras.layers.Dense,
    keras.layers.EinsumDense,
    keras.layers.Conv2D,
    keras.layers.Conv2DTranspose,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
)
# These are an activation and nothing else: their input is what comes in.
_ACTIVATIONS = (
    keras.layers.Activation,
    keras.layers.ELU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ReLU,
    keras.layers.Softmax,
)
_WITHOUT_CHANNELS = (keras.layers.InputLayer, keras.layers.Flatten, keras.layers.Reshape)

Call = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]


class Anatomy:
    """The graph of a built Sequential or functional image classifier.

    Raises NotAClassifier, with the reason, for anything else.

    Attributes:
        layers: the layers in topological order, as Keras's own summary lists them.
        input_shape: (height, width, channels) of one picture.
        channels: the number of channels of each layer that has any: all but inputs, Flatten and Reshape.
        outputs: each layer's symbolic output, for Keras to build further models from.
        classes: how many classes it tells apart.
        last: the name of the layer that gives the network's output.
        logits: the key, in what `run` returns, of the input of the last softmax.
    """

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self._graph = _functional(model)
        nodes = {node.operation.name: node for node in _nodes(self._graph)}
        self._nodes = {operation.name: nodes[operation.name] for operation in self._graph.operations}
        self.input_shape = _input_shape(self._graph)
        shown = [layer.name for layer in model.layers]
        self.layers = tuple(
            _describe(node, shown)
            for name, node in self._nodes.items()
            if name in shown or not isinstance(node.operation, keras.layers.InputLayer)
        )
        self.channels = {
            name: int(node.outputs[0].shape[-1])
            for name, node in self._nodes.items()
            if not isinstance(node.operation, _WITHOUT_CHANNELS) and node.outputs[0].shape[-1] is not None
        }
        self.outputs = {name: node.outputs[0] for name, node in self._nodes.items()}
        self.last = str(self._graph.outputs[0]._keras_history.operation.name)
        self.logits = self._logits()
        self.classes = int(self._graph.outputs[0].shape[-1])

    def run(self, x: Any, keep: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Every layer's output under its name, and each activation's input as `<layer>/pre_activation`.

        Args:
            x: the network's input, float32 [N, height, width, channels], on the scale that it was trained with.
            keep: masks float32 [N, channels] by layer; a layer's output is multiplied by its mask before it goes on.
        """
        values: dict[str, Any] = {}

        def call(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            before, after = apply_layer(operation, args, kwargs)
            if before is not None:
                values[PRE_ACTIVATION.format(operation.name)] = before
            if keep is not None and operation.name in keep:
                after = after * _broadcast(keep[operation.name], after)
            values[operation.name] = after
            return after

        for layer in self.layers:
            if isinstance(self._nodes[layer.name].operation, keras.layers.InputLayer):
                values[layer.name] = x
        self.walk(x, call)
        return values

    def walk(self, x: Any, call: Call) -> None:
        """Send `x` through the network, every layer's output being what `call(layer, args, kwargs)` returns."""
        self._graph._run_through_graph([x], lambda operation: lambda *args, **kwargs: call(operation, args, kwargs))

    def weights(self) -> dict[str, Any]:
        """The TensorFlow variables by `<layer>/<weight>`, such as `conv2d/kernel`."""
        return {
            f"{layer.name}/{name}": weight.value
            for layer in self._graph.layers
            for name, weight in zip(_weight_names(layer), layer.weights, strict=True)
        }

    def _logits(self) -> str:
        last = self._nodes[self.last].operation
        output = self._graph.outputs[0]
        if len(self._graph.outputs) != 1 or len(output.shape) != 2 or not output.shape[-1] or output.shape[-1] < 2:
            raise NotAClassifier(
                f"{self.model.name} is not an image classifier: its output must have shape (None, classes), "
                f"one number for each of at least 2 classes; it has {[tensor.shape for tensor in self._graph.outputs]}"
            )
        activation = _activation_name(last)
        if activation == "softmax":
            return PRE_ACTIVATION.format(last.name)
        if activation == "linear":  # trained with from_logits=True
            return str(last.name)
        raise NotAClassifier(
            f"{self.model.name} is not a classifier into one of several classes: its last layer {last.name} ends in "
            f"{activation}; it must be softmax, or none for a network that gives logits"
        )


def _functional(model: keras.Model) -> Any:
    """The model as a functional graph of the same layers."""
    if not isinstance(model, keras.Sequential) and not hasattr(model, "_run_through_graph"):
        raise NotAClassifier(f"{model.name} is neither a Sequential nor a functional model: its layers cannot be told")
    if not model.built or not model.inputs:
        raise NotAClassifier(f"{model.name} is not built: give it an Input, or call it once, and save it again")
    return keras.Model(model.inputs, model.outputs, name=model.name)


def _nodes(graph: Any) -> list[Any]:
    """The graph's calls, one per operation, in topological order."""
    by_depth = graph._nodes_by_depth
    nodes = [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]
    seen: set[str] = set()
    for node in nodes:
        if node.operation.name in seen:
            raise NotAClassifier(f"layer {node.operation.name} is used more than once: its output would be ambiguous")
        if len(node.outputs) != 1:
            raise NotAClassifier(f"layer {node.operation.name} has {len(node.outputs)} outputs; each must have one")
        seen.add(node.operation.name)
    return nodes


def _input_shape(graph: Any) -> tuple[int, int, int]:
    shapes = [tuple(tensor.shape[1:]) for tensor in graph.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 3 or None in shapes[0] or shapes[0][2] not in (1, 3):
        raise NotAClassifier(
            f"{graph.name} is not an image classifier: it must take one picture of a fixed size "
            f"(height, width, 1 or 3 channels); it takes {shapes}"
        )
    return shapes[0]


def _describe(node: Any, shown: list[str]) -> LayerEntry:
    operation = node.operation
    is_layer = isinstance(operation, keras.Layer)
    return LayerEntry(
        name=operation.name,
        class_name=type(operation).__name__,
        config=keras.saving.serialize_keras_object(operation)["config"] if is_layer else {"name": operation.name},
        inputs=tuple(
            source.name
            for source in (tensor._keras_history.operation for tensor in node.input_tensors)
            if source.name in shown or not isinstance(source, keras.layers.InputLayer)
        ),
        output_shape=tuple(node.outputs[0].shape),
        parameters=_count(operation.weights if is_layer else []),
        non_trainable_parameters=_count(operation.non_trainable_weights if is_layer else []),
    )


def _weight_names(layer: Any) -> list[str]:
    """The weights' names, with the way to them where the layer is itself a network and names come twice."""
    names = [str(weight.name) for weight in layer.weights]
    if len(set(names)) == len(names):
        return names
    return [str(weight.path).split(f"{layer.name}/", 1)[-1] for weight in layer.weights]


def _count(weights: list[Any]) -> int:
    return sum(int(weight.value.shape.num_elements()) for weight in weights)


def apply_layer(layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any], training: bool = False) -> tuple[Any, Any]:
    """The input of the layer's activation (None where it has none) and the layer's output."""
    if getattr(layer, "_call_has_training_arg", False):
        kwargs = {**kwargs, "training": training}
    if isinstance(layer, _ACTIVATIONS):
        return args[0], layer(*args, **kwargs)
    if not isinstance(layer, _ACTIVATED_LAST) or _activation_name(layer) == "linear":
        return None, layer(*args, **kwargs)
    activation = layer.activation
    layer.activation = keras.activations.linear
    try:
        before = layer(*args, **kwargs)
    finally:
        layer.activation = activation
    return before, activation(before)


def _activation_name(operation: Any) -> str:
    if isinstance(operation, _ACTIVATIONS) and not hasattr(operation, "activation"):
        return type(operation).__name__.lower()  # Softmax, ReLU and their like
    activation = getattr(operation, "activation", keras.activations.linear)
    return str(getattr(activation, "__name__", type(activation).__name__))


def _broadcast(mask: Any, output: Any) -> Any:
    """[N, channels] as [N, 1, ..., 1, channels], of the output's rank and type."""
    shape = (-1, *(1,) * (len(output.shape) - 2), mask.shape[-1])
    return keras.ops.cast(keras.ops.reshape(mask, shape), output.dtype)
