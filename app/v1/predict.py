"""`:predict`: any signature of a version, by row or by column."""

from typing import Any

from numpy.typing import NDArray

from app.lifespan import Service
from app.v1.address import Address
from app.v1.document import parse_document, signature_name
from app.v1.errors import Refused
from app.v1.form import Form, read_form
from app.v1.inference import infer
from app.v1.inputs import to_inputs
from app.v1.lookup import find_served, find_signature
from app.v1.outputs import render_columns, render_rows
from app.v1.pictures import pictures_in, to_frames
from model.stages import Stages
from model.versions.served import Served
from model.versions.signature import Signature

# Below these, the work is done before a thread has taken it over.
_INLINE_BYTES = 64_000
_INLINE_VALUES = 4096


async def predict(address: Address, body: bytes, service: Service, stages: Stages) -> bytes:
    """The answer's JSON.

    Raises:
        Refused: the request is no such question, or there is nothing that answers it.
        DigitscopeError: the service cannot answer it now.
    """
    document = parse_document(body)
    name = signature_name(document)
    served = find_served(service.store, address)
    stages.version = served.number
    signature = find_signature(served, name)
    form = read_form(document, signature.inputs)
    inputs = await _read(form, len(body), signature, served, service, stages)
    outputs = await infer(served, name, inputs, service, stages)
    if not outputs:
        raise Refused("Cannot convert empty tensor map to JSON")
    render = render_rows if form.by_row else render_columns
    with stages.timed("render"):
        if sum(array.size for array in outputs.values()) <= _INLINE_VALUES:
            return render(outputs)
        return await service.pool.run(render, outputs)


async def _read(
    form: Form, size: int, signature: Signature, served: Served, service: Service, stages: Stages
) -> dict[str, NDArray[Any]]:
    if len(signature.inputs) == 1:
        ((name, tensor),) = signature.inputs.items()
        files = pictures_in(form.values[name], name, tensor, served)
        if files is not None:
            return {name: await to_frames(files, served, service, stages)}
    with stages.timed("parse"):
        if size <= _INLINE_BYTES:
            return to_inputs(form, signature.inputs)
        return await service.pool.run(to_inputs, form, signature.inputs)
