"""TensorFlow's names of the types, by NumPy's."""

# As errors name them, where that is not NumPy's name.
_SHORT = {"float32": "float", "float64": "double", "float16": "half", "object": "string"}
_PROTO = {"float32": "DT_FLOAT", "float64": "DT_DOUBLE", "float16": "DT_HALF", "object": "DT_STRING"}


def short_name(dtype: str) -> str:
    """As in `is not of expected type: float`."""
    return _SHORT.get(dtype, dtype)


def proto_name(dtype: str) -> str:
    """As in the metadata: DT_FLOAT."""
    return _PROTO.get(dtype, f"DT_{dtype.upper()}")
