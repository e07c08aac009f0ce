"""A unit's arithmetic, of `POST /units`."""

from typing import Any

from app.inside.examples.subject import SUBJECT

UNIT: dict[str, Any] = {
    **SUBJECT,
    "layer": "conv2d",
    "class": "Conv2D",
    "inputs": [],
    "index": [8, 12, 5],
    "number": 14085,
    "shape": [26, 26, 64],
    "kind": "convolution",
    "formula": "sum over the input channels of (window x kernel), plus the bias",
    "source": "channel",
    "sum": {"terms": -0.1507, "bias": -0.002613, "total": -0.1533, "count": 9, "magnitude": 0.2977},
    "activation": {"name": "relu", "input": -0.1533, "output": 0.0, "softmax": None, "calibrated": None},
    "value": 0.0,
    "pre_activation": -0.1533,
    "difference": 1.914e-08,
    "allowed_difference": 3.077e-06,
    "window": {
        "rows": [8, 9, 10],
        "columns": [12, 13, 14],
        "kernel_rows": [0, 1, 2],
        "kernel_columns": [0, 1, 2],
        "padded": False,
    },
    "field": [12, 8, 3, 3],
    "details": {},
    "origin": None,
    "ranking": {"sources": [0], "contributions": [-0.1507]},
    "contributions": [
        {
            "source": 0,
            "rank": 0,
            "contribution": -0.1507,
            "share": -1.0,
            "cell": None,
            "inputs": [[0.9098, 0.9843, 1.0], [0.9804, 0.8824, 0.7373], [0.003922, 0.0, 0.0]],
            "weights": [[0.03229, 0.009109, 0.006233], [-0.1817, -0.05062, 0.03748], [-0.01354, 0.0372, 0.1464]],
            "products": [[0.02937, 0.008966, 0.006233], [-0.1781, -0.04466, 0.02763], [-5.309e-05, 0.0, 0.0]],
        }
    ],
}
