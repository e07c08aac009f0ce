"""The two forms of `:predict`: rows (`instances`) and columns (`inputs`), each as values by input."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.v1.base64_value import is_base64
from app.v1.echo import echo
from app.v1.errors import Refused
from model.versions.signature import Tensor

_PLAIN = "is a plain {kind}, but expecting {expected} as multiple input tensors required as per tensorinfo_map"


@dataclass(frozen=True, slots=True)
class Form:
    """What a request gives for each input, still as JSON.

    Attributes:
        values: for each input, the list of the rows' values, or the column itself.
        by_row: whether it came as rows, and is to be answered so.
        named: whether rows name their inputs.
    """

    values: dict[str, Any]
    by_row: bool
    named: bool = False

    def failed(self, row: int, name: str, refused: Refused) -> Refused:
        """Why a value was refused, with its place where it came in a row."""
        if not self.by_row:
            return refused
        key = f" key: {name}" if self.named else ""
        return Refused(f"Failed to process element: {row}{key} of 'instances' list. Error: {refused.text}")


def read_form(document: dict[str, Any], inputs: Mapping[str, Tensor]) -> Form:
    """The values for a signature's inputs.

    Raises:
        Refused: neither form is there, both are, or the names are not the inputs'.
    """
    if "instances" in document:
        instances = document["instances"]
        if "inputs" in document:
            raise _malformed(
                document, "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist "
            )
        if not isinstance(instances, list):
            raise _malformed(document, "Expecting 'instances' to be an list/array")
        if not instances:
            raise _malformed(document, "No values in 'instances' array")
        return _named_rows(instances, inputs) if _is_row(instances[0]) else _plain_rows(instances, inputs)
    if "inputs" in document:
        return Form(_columns(document["inputs"], inputs), by_row=False)
    raise Refused("Missing 'inputs' or 'instances' key")


def _malformed(document: dict[str, Any], complaint: str) -> Refused:
    return Refused(f"JSON Value: {echo(document)} {complaint}")


def _is_row(value: Any) -> bool:
    return isinstance(value, dict) and not is_base64(value)


def _plain_rows(instances: list[Any], inputs: Mapping[str, Tensor]) -> Form:
    if len(inputs) > 1:
        raise Refused("instances " + _PLAIN.format(kind="list", expected="list of objects"))
    if dict in set(map(type, instances)):
        for index, instance in enumerate(instances):
            if _is_row(instance):
                raise Refused(f"Expecting value/list but got object at item {index} of input list")
    (name,) = inputs
    return Form({name: instances}, by_row=True)


def _named_rows(instances: list[Any], inputs: Mapping[str, Tensor]) -> Form:
    form = Form({name: [] for name in inputs}, by_row=True, named=True)
    for index, instance in enumerate(instances):
        if not _is_row(instance):
            raise Refused(f"Expecting object but got list at item {index} of input list")
        if instance.keys() != inputs.keys():
            raise _wrong_names(form, index, instance, inputs)
        for name, column in form.values.items():
            column.append(instance[name])
    return form


def _wrong_names(form: Form, index: int, instance: dict[str, Any], inputs: Mapping[str, Tensor]) -> Refused:
    for name in instance:
        if name not in inputs:
            return form.failed(index, name, Refused(f"JSON object: does not have named input: {name}"))
    return Refused(
        f"Failed to process element: {index} of 'instances' list. JSON object: {echo(instance)} "
        f"keys must be equal to: {','.join(sorted(inputs))}"
    )


def _columns(value: Any, inputs: Mapping[str, Tensor]) -> dict[str, Any]:
    if not _is_row(value):
        if len(inputs) > 1:
            raise Refused("inputs " + _PLAIN.format(kind="value/list", expected="an object"))
        return dict.fromkeys(inputs, value)
    for name in inputs:
        if name not in value:
            raise Refused(f"Missing named input: {name} in 'inputs' object.")
    return {name: value[name] for name in inputs}
