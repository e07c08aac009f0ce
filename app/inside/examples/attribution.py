"""What mattered, of `POST /attributions`."""

from typing import Any

from app.inside.examples.subject import SUBJECT

ATTRIBUTION: dict[str, Any] = {
    **SUBJECT,
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
