"""The examples of `:classify` and `:regress`: objects of features, each a value or a list of values of one kind."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.v1.base64_value import decode_base64, is_base64
from app.v1.document import parse_document, signature_name
from app.v1.echo import echo, type_name
from app.v1.errors import Refused
from app.v1.tensors import are_lossless, is_lossless

Example = dict[str, list[Any]]

_KINDS: dict[type, str] = {int: "int64", bool: "int64", float: "float", str: "bytes", dict: "bytes"}


def read_examples(body: bytes) -> tuple[str, list[Example]]:
    """The signature's name and the examples, each with the features of the context, where one is given.

    Raises:
        Refused: the body is no such request.
    """
    document = parse_document(body)
    name = signature_name(document)
    context = _read_example(document["context"]) if "context" in document else {}
    if "examples" not in document:
        raise _malformed(document, "When method is classify, key 'examples' is expected and was not found")
    examples = document["examples"]
    if not isinstance(examples, list):
        raise _malformed(document, "Expecting 'examples' value to be an list/array")
    if not examples:
        raise _malformed(document, "'examples' value is an empty array")
    return name, [context | _read_example(example) for example in examples]


def pictures_of(examples: list[Example]) -> list[bytes] | None:
    """The files that `image` holds, or None where the first example has pixels.

    Raises:
        Refused: an example has no `image`, or one of another kind than the first.
    """
    images = [_image(index, example) for index, example in enumerate(examples)]
    are_files = [bool(image) and _KINDS[type(image[0])] == "bytes" for image in images]
    if not are_files[0]:
        return None
    files = []
    for index, image in enumerate(images):
        if not are_files[index] or len(image) != 1:
            raise Refused(f'Example {index}: feature "image" must be one picture, as it is in the first example')
        files.append(decode_base64(image[0]) if is_base64(image[0]) else image[0].encode())
    return files


def pixels_of(examples: list[Example], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The pixels that `image` holds, row by row, as uint8 [N, *shape].

    Raises:
        Refused: an example has no `image`, another number of values, or values that are no grey levels.
    """
    size = int(np.prod(shape))
    frames = np.empty((len(examples), size), np.uint8)
    for index, example in enumerate(examples):
        image = _image(index, example)
        if len(image) != size or not set(map(type, image)) <= {int, bool} or not 0 <= min(image) <= max(image) <= 255:
            raise Refused(
                f'Example {index}: feature "image" must be {size} whole numbers from 0 to 255, row by row, '
                f'or a picture as {{"b64": ...}}; got {len(image)} values: {echo(image)}'
            )
        frames[index] = image
    return frames.reshape(len(examples), *shape)


def _image(index: int, example: Example) -> list[Any]:
    if "image" not in example:
        raise Refused(f'Example {index}: feature "image" is required but could not be found')
    return example["image"]


def _malformed(document: dict[str, Any], complaint: str) -> Refused:
    return Refused(f"JSON Value: {echo(document)} {complaint}")


def _read_example(value: Any) -> Example:
    if not isinstance(value, dict):
        raise Refused(f"Example must be JSON object but got JSON {type_name(value)}")
    example = {name: content if isinstance(content, list) else [content] for name, content in value.items()}
    for name, content in example.items():
        _check(name, content)
    return example


def _check(name: str, content: list[Any]) -> None:
    """Raise Refused unless the values are of one kind."""
    types = set(map(type, content))
    if types <= {int, bool} and min(content, default=0) >= -(2**63) and max(content, default=0) < 2**63:
        return
    if types == {str} or (types == {float} and are_lossless(content, "float32")):
        return
    first = _kind(name, content[0])
    for value in content:
        if _kind(name, value) != first:
            raise Refused(f"Unexpected element type in feature: {name} expecting type: {first}")


def _kind(name: str, value: Any) -> str:
    kind = None if isinstance(value, dict) and not is_base64(value) else _KINDS.get(type(value))
    if kind is None:
        raise Refused(f"Feature: {name} has element with unexpected JSON type: {type_name(value)}")
    if kind == "int64" and not -(2**63) <= value < 2**63:
        raise Refused(f"Feature: {name} has uint64 element. Only int64 is supported.")
    if kind == "float" and not is_lossless(value, "float32"):
        raise Refused(f"Cannot convert JSON value: {echo(value)} to float without loss of precision.")
    if isinstance(value, dict):
        decode_base64(value)
    return kind
