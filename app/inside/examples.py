"""Answers as they really come, cut short where lists are long, for the OpenAPI."""

from typing import Any

from app.examples import DIGIT

_SUBJECT: dict[str, Any] = {
    "picture": {"width": 243, "height": 306, "inverted": True, "box": [60, 60, 123, 186], "stroke_ratio": 0.0932},
    "frame": {
        "shape": [28, 28, 1],
        "image": "data:image/png;base64,iVBORw0KGgo...",
        "on_picture": {"x": -0.05, "y": -5.45, "width": 261.8, "height": 261.8},
    },
    "model": DIGIT["model"],
}

UNIT: dict[str, Any] = {
    **_SUBJECT,
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

ABLATION: dict[str, Any] = {
    **_SUBJECT,
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

ATTRIBUTION: dict[str, Any] = {
    **_SUBJECT,
    "method": "integrated-gradients",
    "parameters": {"steps": 64},
    "target": {"index": 7, "label": "7"},
    "logit": 6.859,
    "baseline_logit": -0.417,
    "shape": [28, 28],
    "limit": 0.8333,
    "positive": 10.77,
    "negative": -3.586,
    "completeness": {"sum": 7.182, "difference": 7.276, "error": -0.0935},
    "values": [
        [0.0, -0.0, -0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, -0.0],
        [-0.0, 0.0, -0.0, -0.002261, -0.06132, -0.05869],
    ],
}

EXPERIMENT: dict[str, Any] = {
    **_SUBJECT,
    "operation": "pool",
    "parameters": {"kind": "min", "size": 2, "stride": 2, "padding": "valid"},
    "input": {
        "of": "picture",
        "shape": [8, 6, 1],
        "maps": [
            [
                [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
                [1.0, 0.9451, 0.8588, 0.7569, 0.8275, 1.0],
                [1.0, 0.8667, 0.7137, 0.5686, 0.8039, 1.0],
                [1.0, 1.0, 0.9451, 0.4039, 0.898, 1.0],
                [1.0, 1.0, 0.8275, 0.5608, 0.9961, 1.0],
                [1.0, 1.0, 0.7686, 0.8196, 1.0, 1.0],
                [1.0, 1.0, 0.8627, 0.9882, 1.0, 1.0],
                [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
            ]
        ],
    },
    "kernel": None,
    "output": {
        "shape": [4, 3],
        "values": [[0.9451, 0.7569, 0.8275], [0.8667, 0.4039, 0.8039], [1.0, 0.5608, 0.9961], [1.0, 0.8627, 1.0]],
        "minimum": 0.4039,
        "maximum": 1.0,
        "limit": 1.0,
    },
    "size": {"formula": "floor((N - M) / S) + 1", "expected": [4, 3], "counted": [4, 3]},
    "padding": {"rows": [0, 0], "columns": [0, 0]},
    "border": [[False, False, False], [False, False, False], [False, False, False], [False, False, False]],
    "unseen": {"rows": [], "columns": []},
    "counts": [[4, 4, 4], [4, 4, 4], [4, 4, 4], [4, 4, 4]],
    "winners": [[7, 9, 10], [13, 21, 16], [24, 27, 28], [36, 38, 40]],
    "even": None,
}

COMPARISON: dict[str, Any] = {
    "model": DIGIT["model"],
    "pictures": [
        {
            "picture": {
                "width": 231,
                "height": 302,
                "inverted": True,
                "box": [60, 60, 111, 182],
                "stroke_ratio": 0.09354,
            },
            "frame": {
                "shape": [28, 28, 1],
                "image": "data:image/png;base64,iVBORw0KGgo...",
                "on_picture": {"x": -21.0, "y": 23.6, "width": 254.8, "height": 254.8},
            },
            "answer": {
                "winner": 4,
                "label": "4",
                "logits": [-1.145, -1.107, -1.156, -1.149, 4.615, -0.9212, -1.253, -1.056, -1.382, -1.72],
                "probabilities": [
                    0.0001495,
                    0.0001585,
                    0.000147,
                    0.0001486,
                    0.9987,
                    0.0002106,
                    0.0001268,
                    0.0001713,
                    0.000104,
                    6.212e-05,
                ],
            },
        },
        {
            "picture": {
                "width": 228,
                "height": 302,
                "inverted": True,
                "box": [60, 60, 109, 182],
                "stroke_ratio": 0.09647,
            },
            "frame": {
                "shape": [28, 28, 1],
                "image": "data:image/png;base64,iVBORw0KGgo...",
                "on_picture": {"x": -12.9, "y": -3.7, "width": 254.8, "height": 254.8},
            },
            "answer": {
                "winner": 9,
                "label": "9",
                "logits": [-1.773, -1.389, -1.211, -1.693, -3.109, -1.638, -1.154, -1.98, -2.456, 5.123],
                "probabilities": [
                    2.634e-05,
                    4.739e-05,
                    6.223e-05,
                    2.975e-05,
                    3.416e-06,
                    3.238e-05,
                    6.788e-05,
                    1.919e-05,
                    9.271e-06,
                    0.9997,
                ],
            },
        },
    ],
    "threshold": 0.5,
    "parting": "conv2d_1",
    "layers": [
        {
            "layer": "conv2d",
            "shape": [26, 26, 64],
            "distance": 0.5456,
            "parted": True,
            "channels": [0.5333, 0.6636, 0.6874],
        },
        {"layer": "dense_1", "shape": [10], "distance": 0.7064, "parted": True, "channels": [0.5077, 0.3685, 0.2664]},
    ],
}

TOP_PATCHES: dict[str, Any] = {
    "model": DIGIT["model"],
    "layer": "conv2d",
    "patch": [3, 3],
    "channels": [
        {
            "channel": 5,
            "dead": False,
            "patches": [
                {
                    "image": "data:image/png;base64,iVBORw0KGgo...",
                    "activation": 0.2661,
                    "label": "3",
                    "number": 34327,
                    "box": [11, 7, 3, 3],
                }
            ],
            "answers_to": [{"label": "0", "activation": 0.02051}, {"label": "8", "activation": 0.01821}],
        }
    ],
}
