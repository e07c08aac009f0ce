"""What the examples' answers say of their picture."""

from typing import Any

from app.examples import DIGIT

SUBJECT: dict[str, Any] = {
    "picture": {"width": 243, "height": 306, "inverted": True, "box": [60, 60, 123, 186], "stroke_ratio": 0.0932},
    "frame": {
        "shape": [28, 28, 1],
        "image": "data:image/png;base64,iVBORw0KGgo...",
        "on_picture": {"x": -0.05, "y": -5.45, "width": 261.8, "height": 261.8},
    },
    "model": DIGIT["model"],
}
