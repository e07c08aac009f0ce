"""Fits what turns logits into honest probabilities and a verdict, on digits that were held out from training.

temperature   the one that makes the held-out answers likeliest (C. Guo et al., On calibration of modern neural
              networks, 2017)
familiarity   so low that 1 in 200 of the digits is refused
margin        up to it, fewer than 7 of 10 first candidates are right
"""

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from model.verdict import FAMILIARITY, MARGIN, familiarity
from model.versions.manifest import Calibration
from training.mnist import NO_DIGIT, Examples
from training.recipes import Recipe
from training.turn import Turn
from training.versions.anatomy import Anatomy

_REFUSED = 0.005  # of held-out digits
_RIGHT = 0.7  # of first candidates, from which an answer is no longer ambiguous
_WIDEST = 0.5  # margin that is still called close

_BATCH = 500

Logits = NDArray[np.float32]  # [N, classes]
Labels = NDArray[np.uint8]  # [N]


def calibrate_on(held_out: Examples, model: keras.Model, recipe: Recipe, seed: int) -> Calibration:
    """Calibrate on held-out digits, each as it is and once as the recipe would show it."""
    shown = recipe.show(held_out, Turn(seed, 0, len(held_out)))  # training's turns are from 1: these are no others'
    arrived = Examples.joined([held_out, *shown.parts])
    digits = arrived.at(arrived.labels != NO_DIGIT)
    return calibrate(_logits(model, digits.images), digits.labels)


def _logits(model: keras.Model, images: NDArray[np.uint8]) -> Logits:
    anatomy = Anatomy(model)
    scaled = images.astype(np.float32)[..., np.newaxis] / 255
    batches = (scaled[start : start + _BATCH] for start in range(0, len(scaled), _BATCH))
    return np.concatenate([anatomy.run(tf.constant(batch))[anatomy.logits].numpy() for batch in batches])


def calibrate(logits: Logits, labels: Labels) -> Calibration:
    """Temperature and thresholds from the network's answers to held-out digits as they arrive in service."""
    temperature = fit_temperature(logits, labels)
    thresholds = {
        FAMILIARITY: float(np.quantile(familiarity(logits), _REFUSED)),
        MARGIN: fit_margin(softmax(logits / np.float32(temperature)), labels),
    }
    return Calibration(temperature=temperature, thresholds=thresholds)


def fit_temperature(logits: Logits, labels: Labels) -> float:
    """The temperature of the least mean negative log-likelihood, to three digits."""
    low, high = np.log(0.05), np.log(20.0)  # it has one minimum between them: halve by its slope
    while high - low > 1e-4:
        middle = (low + high) / 2
        if _slope(logits, labels, float(np.exp(middle))) > 0:
            low = middle
        else:
            high = middle
    return float(np.format_float_positional(np.exp(low), precision=3, fractional=False))


def fit_margin(probabilities: NDArray[np.float32], labels: Labels) -> float:
    """The widest lead of the first candidate over the second, up to a half, with too few first candidates right."""
    second, first = np.partition(probabilities, -2, axis=-1)[:, -2:].T
    leads = first - second
    order = np.argsort(leads)
    right = probabilities.argmax(axis=-1)[order] == labels[order]
    share = np.cumsum(right) / np.arange(1, len(right) + 1)
    close = np.flatnonzero((share < _RIGHT) & (leads[order] <= _WIDEST))
    return float(leads[order][close[-1]]) if close.size else 0.0


def softmax(logits: Logits) -> NDArray[np.float32]:
    """Of logits [N, classes]; float32, and a row's sum 1 but for rounding."""
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True), np.float32)


def _slope(logits: Logits, labels: Labels, temperature: float) -> float:
    """Of the log-likelihood's mean by log temperature, but for a positive factor; above 0 where warmer is likelier."""
    scaled = logits.astype(np.float64) / temperature
    expected = (softmax(scaled.astype(np.float32)) * scaled).sum(axis=-1)
    return float((expected - scaled[np.arange(len(labels)), labels]).mean())
