"""Two pictures side by side, of `POST /comparisons`."""

from typing import Any

from app.examples import DIGIT

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
    "threshold": 0.6,
    "parting": "conv2d_1",
    "layers": [
        {
            "layer": "conv2d",
            "shape": [26, 26, 64],
            "distance": 0.5456,
            "parted": False,
            "channels": [0.5333, 0.6636, 0.6874],
        },
        {"layer": "dense_1", "shape": [10], "distance": 0.7064, "parted": True, "channels": [0.5077, 0.3685, 0.2664]},
    ],
}
