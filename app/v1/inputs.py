"""From the values of a request to the arrays that a signature takes."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from app.v1.complaints import complain, complain_of_rows
from app.v1.form import Form
from app.v1.tensors import require_shape, to_array
from model.versions.signature import Tensor


def to_inputs(form: Form, inputs: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """An array for each input, rows stacked along a first axis.

    Raises:
        Refused: a value is not of the input's type or shape, or not of one shape with its neighbours.
    """
    return {name: _to_input(form, name, inputs[name]) for name in form.values}


def _to_input(form: Form, name: str, tensor: Tensor) -> NDArray[Any]:
    value = form.values[name]
    array = to_array(value, tensor)
    if array is None:
        if not form.by_row:
            raise complain(value, tensor)
        row, refused = complain_of_rows(value, tensor)
        raise form.failed(row, name, refused)
    require_shape(name, array, tensor)
    return array
