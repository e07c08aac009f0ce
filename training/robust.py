"""What the robust recipe trains with, its pictures apart: see `training.epochs` for those."""

from typing import Any

import keras
import tensorflow as tf

from training.mnist import NO_DIGIT

_SMOOTHING = 0.02  # of a label's weight, spread over all classes
_PEAK = 4e-3  # learning rate
_DECAY = 0.05  # of a weight, times the learning rate, each step
_WARM_UP = 300  # steps


def adamw(steps: int) -> keras.optimizers.Optimizer:
    """Adam with decoupled weight decay, its learning rate rising for 300 steps, then falling to 0 along a cosine.

    Loshchilov and Hutter, Decoupled weight decay regularization (2019).
    """
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - _WARM_UP), warmup_target=_PEAK, warmup_steps=min(_WARM_UP, steps)
    )
    return keras.optimizers.AdamW(rate, weight_decay=_DECAY)


def cross_entropy(labels: Any, logits: Any, smoothing: float = _SMOOTHING) -> Any:
    """Categorical cross-entropy with smoothed labels; what shows no digit is to be given every class alike.

    Labels are int32 [N], logits float32 [N, classes]. The latter is outlier exposure (D. Hendrycks et al., Deep anomaly
    detection with outlier exposure, 2019).
    """
    classes = logits.shape[-1]
    smoothed = tf.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    wanted = tf.where((labels == NO_DIGIT)[:, tf.newaxis], tf.ones_like(smoothed) / classes, smoothed)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, logits))
