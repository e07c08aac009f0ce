"""An operation on a picture, of `POST /experiments`."""

from typing import Any

from app.inside.examples.subject import SUBJECT

EXPERIMENT: dict[str, Any] = {
    **SUBJECT,
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
