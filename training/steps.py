"""Many optimiser steps in one call: Python waits outside.

Plain `model.fit` on arrays converts the pictures to float32 (188 MB for MNIST), shuffles and batches them in a data
pipeline, and comes back to Python after each step. Here they stay as they are, one byte a pixel, and are scaled in the
graph.
"""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from training.forward import logits_of
from training.mnist import Examples
from training.recipes import Recipe
from training.versions.signatures import Scaling

Steps = Callable[[Examples], tuple[float, int]]


def compile_steps(recipe: Recipe, model: keras.Model, optimizer: keras.optimizers.Optimizer, scaling: Scaling) -> Steps:
    """One graph for the whole run.

    Returns:
        A function from M examples to the sum of the losses and the number of right answers over them, each as it was
        before its own step, after ceil(M / batch size) steps.
    """
    forward = logits_of(model)
    variables = model.trainable_variables
    values = [variable.value for variable in variables]

    def step(images: Any, labels: Any) -> tuple[Any, Any]:
        x = tf.cast(images, tf.float32)[..., tf.newaxis] * scaling.scale + scaling.offset
        with tf.GradientTape() as tape:
            logits = forward(x)
            loss = recipe.loss(labels, logits)
        optimizer.apply(tape.gradient(loss, values), variables)
        right = tf.cast(tf.argmax(logits, axis=-1, output_type=tf.int32) == labels, tf.int32)
        return loss * tf.cast(tf.size(labels), tf.float32), tf.reduce_sum(right)

    height, width = model.input_shape[1:3]
    signature = [  # of any length: else the shorter last part of an epoch would be traced anew
        tf.TensorSpec((None, height, width), tf.uint8),
        tf.TensorSpec((None,), tf.int32),
    ]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def run(images: Any, labels: Any) -> tuple[Any, Any]:
        loss, right = tf.constant(0.0), tf.constant(0)
        for start in tf.range(0, tf.size(labels), recipe.batch_size):
            batch = slice(start, start + recipe.batch_size)
            step_loss, step_right = step(images[batch], labels[batch])
            loss, right = loss + step_loss, right + step_right
        return loss, right

    def steps(examples: Examples) -> tuple[float, int]:
        loss, right = run(tf.constant(examples.images), tf.constant(examples.labels, tf.int32))
        return float(loss), int(right)

    return steps
