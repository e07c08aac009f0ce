"""Networks with layers of every kind whose units can be explained, in shapes that let nothing pass by chance."""

import keras
from keras import layers


def photograph() -> keras.Model:
    """Three channels, 21 x 18, five classes; padding, strides, gaps, groups, branches and merges."""
    inputs = keras.Input((21, 18, 3), name="photo")
    x = layers.Rescaling([0.01, 0.02, 0.03], offset=[-1.0, -0.5, 0.25], name="rescaling")(inputs)
    x = layers.ZeroPadding2D(((1, 2), (0, 3)), name="border")(x)
    x = layers.Conv2D(8, (3, 5), strides=2, padding="same", use_bias=False, name="stem")(x)
    x = layers.ReLU(max_value=6, negative_slope=0.1, threshold=0.2, name="stem_relu")(_normalised(x, "stem_norm"))
    x = layers.Dropout(0.5, name="dropout")(x)
    left = layers.SeparableConv2D(8, 3, padding="same", depth_multiplier=2, activation="silu", name="left")(x)
    right = layers.DepthwiseConv2D(3, padding="same", activation="tanh", name="right")(x)
    grouped = layers.Conv2D(8, 3, padding="same", groups=4, dilation_rate=2, activation="gelu", name="grouped")(x)
    x = layers.Add(name="add")([left, right, grouped])
    x = layers.Concatenate(name="both")([x, layers.Subtract(name="less")([left, right])])
    x = layers.LeakyReLU(negative_slope=0.3, name="leaky")(x)
    x = layers.AveragePooling2D(3, strides=2, padding="same", name="mean")(x)
    x = layers.Conv2DTranspose(6, 3, strides=2, padding="same", activation="elu", name="grown")(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="largest")(x)
    x = layers.GlobalAveragePooling2D(name="average")(layers.PReLU(name="prelu")(x))
    scores = layers.Dense(5, name="scores", bias_initializer="uniform")(x)
    return keras.Model(inputs, layers.Softmax(name="softmax")(scores), name="photograph")


def drawing() -> keras.Model:
    """Grey, 11 x 14, three classes, no softmax; upsampling, cropping and what else puts numbers elsewhere."""
    inputs = keras.Input((11, 14, 1), name="sheet")
    x = layers.Conv2DTranspose(4, 4, strides=3, padding="valid", bias_initializer="uniform", name="spread")(inputs)
    x = layers.Cropping2D(((1, 2), (3, 0)), name="cropped")(x)
    x = layers.AveragePooling2D((2, 3), name="mean")(x)
    x = layers.UpSampling2D((2, 3), interpolation="bilinear", name="soft")(x)
    x = layers.UpSampling2D(2, name="hard")(x)
    x = layers.MaxPooling2D((3, 4), strides=(4, 3), name="largest")(x)
    one = layers.Conv2D(4, 1, activation="softplus", name="one")(x)
    two = layers.Conv2D(4, 1, activation="hard_sigmoid", name="two")(x)
    merges = [layers.Multiply(name="product"), layers.Average(name="middle"), layers.Maximum(name="more")]
    x = layers.Concatenate(name="all")([merge([one, two]) for merge in (*merges, layers.Minimum(name="fewer"))])
    x = layers.Activation("softmax", name="by_place")(x)
    x = layers.Permute((2, 1, 3), name="turned")(x)
    x = layers.Dense(3, activation="selu", name="mixed")(x)
    together = layers.Concatenate(name="numbers")(
        [layers.Flatten(name="flat")(x), layers.GlobalMaxPooling2D(name="peak")(x)]
    )
    return keras.Model(inputs, layers.Dense(3, name="scores")(together), name="drawing")


def _normalised(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Moving means that are not 0 and 1, as they are when a network was trained."""
    norm = layers.BatchNormalization(
        moving_mean_initializer="uniform",
        moving_variance_initializer="ones",
        gamma_initializer=keras.initializers.RandomUniform(0.5, 2),
        beta_initializer="uniform",
        name=name,
    )
    return norm(x)
