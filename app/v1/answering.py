"""From the body of a request to the answer's: what is large is worked on in a thread."""

from collections.abc import Callable
from dataclasses import dataclass

from app.lifespan import Service
from app.v1.address import Address
from app.v1.errors import Refused
from app.v1.inference import Arrays, infer
from app.v1.pictures import IMAGE, to_frames
from model.stages import Stages
from model.versions.served import Served
from model.versions.store import Store

# Below these, the work is done before a thread has taken it over.
_INLINE_BYTES = 64_000
_INLINE_VALUES = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes:
        served: the version.
        signature: its signature's name.
        inputs: by name; or the files of pictures, where these stand for `image`.
        render: makes the answer's JSON of the signature's outputs.
    """

    served: Served
    signature: str
    inputs: Arrays | list[bytes]
    render: Callable[[Arrays], bytes]


Read = Callable[[bytes, Address, Store, Stages], Asked]


async def answer(read: Read, body: bytes, address: Address, service: Service, stages: Stages) -> bytes:
    """The answer's JSON.

    Raises:
        Refused: the request is no such question, or there is nothing that answers it.
        DigitscopeError: the service cannot answer it now.
    """
    with stages.timed("parse"):
        if len(body) <= _INLINE_BYTES:
            asked = read(body, address, service.store, stages)
        else:
            asked = await service.pool.run(read, body, address, service.store, stages)
    inputs, served = asked.inputs, asked.served
    if isinstance(inputs, list):
        inputs = {IMAGE: await to_frames(inputs, served, service, stages)}
    outputs = await infer(served, asked.signature, inputs, service, stages)
    if not outputs:
        raise Refused("Cannot convert empty tensor map to JSON")
    with stages.timed("render"):
        if sum(array.size for array in outputs.values()) <= _INLINE_VALUES:
            return asked.render(outputs)
        return await service.pool.run(asked.render, outputs)
