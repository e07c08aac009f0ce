"""The parameters of a request for inference."""

from typing import Any

from app.v2 import documents
from model.errors import BadRequest

_UNSIGNED = ("priority", "timeout")
_BOOLEAN = ("binary_data_output", "sequence_start", "sequence_end")


def check_parameters(document: Any) -> bool:
    """Whether `binary_data_output` asks for the usual outputs in binary; the rest is checked, and asks for nothing.

    Raises:
        BadRequest: a parameter is of a kind that it must not be.
    """
    parameters = documents.find(document, "parameters")
    if parameters is documents.MISSING:
        return False
    if not isinstance(parameters, dict):
        raise BadRequest("failed to get request params.: attempt to get members for non-object")
    for name in _UNSIGNED:
        documents.unsigned(parameters, name)
    for name in _BOOLEAN:
        documents.boolean(parameters, name, default=False)
    for name, value in parameters.items():
        _check(name, value)
    if "sequence_id" in parameters and not documents.is_unsigned(parameters["sequence_id"]):
        documents.string(parameters, "sequence_id")
    return documents.boolean(parameters, "binary_data_output", default=False)


def _check(name: str, value: Any) -> None:
    if name.startswith("triton_"):
        raise BadRequest(
            "parameter keys starting with 'triton_' are reserved for Triton usage and should not be specified."
        )
    if not isinstance(value, str | int | float):
        raise BadRequest(f"parameter '{name}' has invalid type. It should be either 'int', 'bool', or 'string'.")
