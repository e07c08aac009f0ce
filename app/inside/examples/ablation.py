"""A picture with parts switched off, of `POST /ablations`."""

from typing import Any

from app.inside.examples.subject import SUBJECT

ABLATION: dict[str, Any] = {
    **SUBJECT,
    "off": [{"layer": "conv2d", "channels": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}],
    "patches": [{"x": 4, "y": 4, "width": 8, "height": 8, "fill": 0}],
    "before": {
        "winner": 7,
        "label": "7",
        "logits": [-0.8672, -1.022, -2.488, -0.4825, -1.616, -0.7219, -0.9428, 6.859, -0.7952, -1.079],
        "probabilities": [
            7.405e-06,
            5.849e-06,
            6.21e-07,
            1.334e-05,
            2.356e-06,
            9.248e-06,
            6.597e-06,
            0.9999,
            8.267e-06,
            5.356e-06,
        ],
    },
    "after": {
        "winner": 7,
        "label": "7",
        "logits": [-0.5447, -0.7278, -1.452, -0.5762, -0.8929, -0.4083, -0.6338, 5.616, -0.9458, -1.017],
        "probabilities": [
            8.1e-05,
            6.122e-05,
            2.024e-05,
            7.72e-05,
            4.757e-05,
            9.979e-05,
            7.069e-05,
            0.9995,
            4.387e-05,
            3.936e-05,
        ],
    },
    "changes": [
        7.36e-05,
        5.537e-05,
        1.962e-05,
        6.386e-05,
        4.521e-05,
        9.054e-05,
        6.409e-05,
        -0.0004819,
        3.56e-05,
        3.4e-05,
    ],
    "sweep": {
        "layer": "conv2d_2",
        "target": 7,
        "channels": [
            {"channel": 14, "winner": 7, "probability": 0.9997, "change": -0.0002441, "logit_change": -0.9384},
            {"channel": 52, "winner": 7, "probability": 1.0, "change": 4.622e-05, "logit_change": 0.8241},
        ],
    },
}
