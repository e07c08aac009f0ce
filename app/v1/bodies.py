"""Bodies of requests and answers, as the OpenAPI tells of them."""

from typing import Any

_SIGNATURE = {"signature_name": {"type": "string", "description": "`serving_default` by default; `layers` for maps"}}
_PICTURE = {"b64": "iVBORw0KGgoAAAANSUhEUg..."}
_VALUES: dict[str, Any] = {"description": "numbers, texts, booleans, `b64` objects, or nested lists of them"}

PREDICT_BODY = {
    "schema": {
        "type": "object",
        "properties": {
            **_SIGNATURE,
            "instances": {"type": "array", "minItems": 1, "items": _VALUES, "description": "a value for each row"},
            "inputs": {"description": "the whole tensor, or an object of tensors by name"},
        },
        "oneOf": [{"required": ["instances"]}, {"required": ["inputs"]}],
    },
    "examples": {
        "pictures, by row": {"value": {"instances": [_PICTURE, _PICTURE]}},
        "pixels, by row": {"value": {"instances": [[[0] * 28] * 28]}},
        "pixels, by column": {"value": {"inputs": {"image": [[[0] * 28] * 28]}}},
        "every layer's maps": {"value": {"signature_name": "layers", "instances": [[[0] * 28] * 28]}},
    },
}
PREDICT_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {
            "predictions": {"type": "array", "description": "by row: a value, or an object of values by output"},
            "outputs": {"description": "by column: a tensor, or an object of tensors by output"},
        },
        "oneOf": [{"required": ["predictions"]}, {"required": ["outputs"]}],
    },
    "example": {"predictions": [{"logits": [-2.5, 11.25], "probabilities": [1.1e-06, 0.998]}]},
}
CLASSIFY_BODY = {
    "schema": {
        "type": "object",
        "properties": {
            **_SIGNATURE,
            "context": {"type": "object", "description": "features of every example"},
            "examples": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        },
        "required": ["examples"],
    },
    "examples": {
        "a picture": {"value": {"examples": [{"image": _PICTURE}]}},
        "pixels": {"value": {"examples": [{"image": [0] * 784}]}},
    },
}
CLASSIFY_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {"results": {"type": "array", "description": "for each example pairs of label and probability"}},
        "required": ["results"],
    },
    "example": {"results": [[["7", 0.998], ["1", 0.0011]]]},
}
STATUS_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {
            "model_version_status": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "version": {"type": "string"},
                        "state": {"enum": ["UNKNOWN", "START", "LOADING", "AVAILABLE", "UNLOADING", "END"]},
                        "status": {"type": "object"},
                    },
                    "required": ["version", "state", "status"],
                },
            }
        },
        "required": ["model_version_status"],
    },
    "example": {
        "model_version_status": [
            {"version": "2", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
        ]
    },
}
METADATA_ANSWER = {
    "schema": {
        "type": "object",
        "properties": {"model_spec": {"type": "object"}, "metadata": {"type": "object"}},
        "required": ["model_spec", "metadata"],
    }
}
