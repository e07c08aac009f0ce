import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from training import network
from training.forward import logits_of


def _loss_and_gradients(model: keras.Model, forward: object, x: object) -> tuple[float, list[np.ndarray]]:
    values = [variable.value for variable in model.trainable_variables]
    labels = tf.range(tf.shape(x)[0]) % model.output_shape[-1]
    with tf.GradientTape() as tape:
        logits = forward(x)  # type: ignore[operator]
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    return float(loss), [gradient.numpy() for gradient in tape.gradient(loss, values)]


def _plain(model: keras.Model) -> object:
    """Keras's own forward pass to the logits."""
    last = model.layers[-1]

    def forward(x: object) -> object:
        for layer in model.layers[:-1]:
            x = layer(x, training=True) if isinstance(layer, layers.BatchNormalization) else layer(x)
        return x @ last.kernel + last.bias

    return forward


def _normalised() -> keras.Model:
    """A net in which no convolution may give its activation away."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, activation="tanh", padding="same"),
            layers.MaxPooling2D(3, strides=2),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


@pytest.mark.parametrize("build", [network.build, _normalised])
def test_the_quicker_pass_has_keras_own_loss_and_gradients(build: object) -> None:
    """Pooling before the bias and relu changes neither, but for rounding."""
    keras.utils.set_random_seed(0)
    model = build()  # type: ignore[operator]
    x = tf.constant(np.random.default_rng(0).random((20, 28, 28, 1)), tf.float32)
    loss, gradients = _loss_and_gradients(model, logits_of(model), x)
    expected_loss, expected = _loss_and_gradients(model, _plain(model), x)
    assert loss == pytest.approx(expected_loss, rel=1e-5)
    for given, wanted in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(given, wanted, rtol=1e-3, atol=1e-5 * max(1.0, np.abs(wanted).max()))
