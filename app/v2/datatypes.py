"""The protocol's names for data types, and NumPy's."""

BYTES = "BYTES"
INVALID = "INVALID"  # how Triton calls what the protocol has no name for

_NUMPY = {
    "BOOL": "bool",
    "UINT8": "uint8",
    "UINT16": "uint16",
    "UINT32": "uint32",
    "UINT64": "uint64",
    "INT8": "int8",
    "INT16": "int16",
    "INT32": "int32",
    "INT64": "int64",
    "FP16": "float16",
    "BF16": "bfloat16",
    "FP32": "float32",
    "FP64": "float64",
    BYTES: "object",
}
_PROTOCOL = {numpy: protocol for protocol, numpy in _NUMPY.items()}

ONLY_BINARY = ("FP16", "BF16")  # JSON has no number that is meant to be one


def to_numpy(datatype: str) -> str | None:
    """NumPy's name, `object` for BYTES; None where there is no such data type."""
    return _NUMPY.get(datatype)


def from_numpy(dtype: str) -> str:
    """The protocol's name; INVALID where it has none."""
    return _PROTOCOL.get(dtype, INVALID)
