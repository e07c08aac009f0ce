"""Pictures in the place of arrays: `{"b64": "..."}` for the input `image` of a version of ours."""

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.lifespan import Service
from app.v1.base64_value import decode_base64, is_base64
from app.v1.errors import Refused
from model.errors import NotAnImage, TooLarge, Unusable
from model.intake import Prepared
from model.stages import Stages
from model.versions.served import Served
from model.versions.signature import Tensor

IMAGE = "image"
BLANK = "no ink was found in the picture: nothing stands out from the paper"


def pictures_in(value: Any, name: str, tensor: Tensor, served: Served) -> list[bytes] | None:
    """The files that stand for the pixels of an input, or None where it gives pixels.

    Raises:
        Refused: pixels stand between pictures, or a text is no Base64.
    """
    if served.described is None or (name, tensor.dtype) != (IMAGE, "uint8"):
        return None
    values = [value] if is_base64(value) else value
    if not isinstance(values, list) or not values or not is_base64(values[0]):
        return None
    for index, each in enumerate(values):
        if not is_base64(each):
            raise Refused(f"Expecting picture but got value/list at item {index} of input list")
    return [_decode(index, each) for index, each in enumerate(values)]


async def to_frames(files: Sequence[bytes], served: Served, service: Service, stages: Stages) -> NDArray[np.uint8]:
    """The pictures decoded and normalised, uint8 [N, 28, 28].

    Raises:
        TooLarge: there are more than `max_files`.
        Mismatch: the version does not take such frames.
        Refused: a picture cannot be used, or is blank; the message tells which.
        Overloaded: too many pictures are being decoded already.
    """
    most = service.settings.max_files
    if len(files) > most:
        raise TooLarge(f"a request may have {most} pictures; this one has {len(files)}")
    served.version.require_frames()
    prepared = await asyncio.gather(*(service.intake.prepare(file, stages) for file in files), return_exceptions=True)
    return np.stack([_frame(index, each) for index, each in enumerate(prepared)])


def _decode(index: int, value: Any) -> bytes:
    try:
        return decode_base64(value)
    except Refused as refused:
        raise _failed(index, refused.message) from None


def _frame(index: int, prepared: Prepared | BaseException) -> NDArray[np.uint8]:
    if isinstance(prepared, NotAnImage | Unusable):
        raise _failed(index, str(prepared))
    if isinstance(prepared, BaseException):
        raise prepared
    if prepared.normalised.record.blank:
        raise _failed(index, BLANK)
    return prepared.normalised.frame


def _failed(index: int, why: str) -> Refused:
    return Refused(f"Failed to process element: {index} of the pictures. Error: {Refused(why).text}")
