"""Activation functions, in float64, as Keras defines them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.versions.manifest import LayerEntry


@dataclass(frozen=True)
class Softmax:
    """A softmax worked out over the classes: exp(logit - maximum) / sum, float64 [classes] each."""

    logits: NDArray[np.float64]
    maximum: float
    exponentials: NDArray[np.float64]
    sum: float
    shares: NDArray[np.float64]


def softmax(logits: NDArray[Any], temperature: float = 1.0) -> Softmax:
    """The softmax of logits / temperature, the largest of them subtracted first, as all implementations do."""
    scaled = logits.astype(np.float64) / temperature
    maximum = float(scaled.max())
    exponentials = np.exp(scaled - maximum)
    total = float(exponentials.sum())
    return Softmax(scaled, maximum, exponentials, total, exponentials / total)


def name_of(entry: LayerEntry) -> str | None:
    """The name of a layer's activation, `linear` where it has none; None for one that is not known here."""
    if entry.class_name in _LAYERS:
        return _LAYERS[entry.class_name]
    name = entry.config.get("activation", "linear")
    return name if isinstance(name, str) and (name == "softmax" or name in FUNCTIONS) else None


def apply(entry: LayerEntry, x: float, weights: Mapping[str, NDArray[Any]], index: tuple[int, ...]) -> float:
    """An activation's value at x; for all but softmax, which needs more than one number."""
    if entry.class_name in _OF_LAYERS:
        return _OF_LAYERS[entry.class_name](x, entry.config)
    if entry.class_name == "PReLU":
        alpha = np.broadcast_to(weights["alpha"], [side or 1 for side in entry.output_shape[1:]])
        return x if x > 0 else float(alpha[index]) * x
    return FUNCTIONS[name_of(entry) or "linear"](x)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def _elu(x: float, alpha: float = 1.0) -> float:
    return x if x > 0 else alpha * math.expm1(x)


_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al., arXiv 1706.02515

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "elu": _elu,
    "selu": lambda x: _SELU_SCALE * _elu(x, _SELU_ALPHA),
    "sigmoid": _sigmoid,
    "hard_sigmoid": lambda x: min(max(x / 6 + 0.5, 0.0), 1.0),
    "tanh": math.tanh,
    "softplus": _softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "silu": lambda x: x * _sigmoid(x),
    "swish": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "mish": lambda x: x * math.tanh(_softplus(x)),
    "exponential": math.exp,
}


def _relu_layer(x: float, config: Mapping[str, Any]) -> float:
    threshold, slope = float(config.get("threshold") or 0), float(config.get("negative_slope") or 0)
    largest = config.get("max_value")
    if x <= threshold:
        return slope * (x - threshold)
    return x if largest is None else min(x, float(largest))


_OF_LAYERS: dict[str, Callable[[float, Mapping[str, Any]], float]] = {
    "ReLU": _relu_layer,
    "LeakyReLU": lambda x, config: x if x > 0 else float(config["negative_slope"]) * x,
    "ELU": lambda x, config: _elu(x, float(config["alpha"])),
}
_LAYERS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "PReLU": "prelu", "Softmax": "softmax"}
