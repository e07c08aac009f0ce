"""What a filter looks for, of `GET /layers/{layer}/top-patches`."""

from typing import Any

from app.examples import DIGIT

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
