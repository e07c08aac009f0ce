"""From the body of a request for inference to the answer's: what is large is worked on in a thread."""

import time

from fastapi import Request, Response
from starlette.datastructures import Headers

from app.negotiation import JSON
from app.uploads import unpack_body
from app.v2 import foreign, own
from app.v2.addressing import service_of
from app.v2.classification import best_classes
from app.v2.compression import choose_encoding, is_packed, pack
from app.v2.headers import BINARY, HEADER_LENGTH
from app.v2.infer_request import InferRequest, read_request
from app.v2.infer_response import InferResponse, OutputTensor, write_response
from app.v2.inference import Arrays, Asked

# Below these, the work takes less than a hand-over to a thread would add.
_INLINE_BYTES = 100_000
_INLINE_NUMBERS = 20_000


async def read(request: Request, body: bytes) -> InferRequest:
    """The request for inference that its body holds.

    Raises:
        BadRequest, NotFound, Unsupported: it makes no sense.
        TooLarge: it has too many bytes once it is decompressed.
        Overloaded: too much is being worked on already, or held in memory.
    """
    service, headers = service_of(request), request.headers
    if is_packed(headers.get("content-encoding")):
        body = await unpack_body(request, body)
    length, name = headers.get(HEADER_LENGTH), service.store.name
    if len(body) > _INLINE_BYTES and not _is_short(length):
        return await service.pool.run(read_request, body, length, name)
    return read_request(body, length, name)


def _is_short(header_length: str | None) -> bool:
    """Whether the JSON before the tensors is."""
    return header_length is not None and header_length.isdecimal() and len(header_length) <= len(str(_INLINE_BYTES)) - 1


async def answer(asked: Asked, headers: Headers, input_s: float) -> Response:
    """Infer, and write the answer.

    Args:
        asked: the request, and what is there to answer it.
        headers: of the request.
        input_s: what it took to read it.

    Raises:
        DigitscopeError: as inference.
    """
    outputs = await (foreign if asked.served.described is None else own).infer(asked)
    started = time.perf_counter()
    encoding = choose_encoding(headers.get("accept-encoding"))
    with asked.stages.timed("render"):
        if sum(values.size for values in outputs.values()) > _INLINE_NUMBERS:
            written = await asked.service.pool.run(_write, asked, outputs, encoding)
        else:
            written = _write(asked, outputs, encoding)
    asked.served.observer.surrounded(input_s, time.perf_counter() - started)
    response = Response(written.body, media_type=JSON if written.header_length is None else BINARY)
    response.headers["Vary"] = "Accept-Encoding"
    if written.header_length is not None:
        response.headers[HEADER_LENGTH] = str(written.header_length)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _write(asked: Asked, outputs: Arrays, encoding: str | None) -> InferResponse:
    request, labels = asked.request, _labels(asked)
    tensors = []
    for name, values in outputs.items():
        wanted = request.outputs.get(name)
        if wanted is not None and wanted.classes:
            named = labels if name in own.USUAL else ()
            values = best_classes(name, values, wanted.classes, named, batched=_is_batched(asked, name))
        tensors.append(OutputTensor(name, values, request.binary if wanted is None else wanted.binary))
    head = {"id": request.id} if request.id else {}
    head |= {"model_name": asked.model, "model_version": str(asked.served.number)}
    written = write_response(head, tensors)
    return InferResponse(pack(written.body, encoding), written.header_length) if encoding else written


def _labels(asked: Asked) -> tuple[str, ...]:
    return () if asked.served.described is None else asked.served.version.manifest.labels


def _is_batched(asked: Asked, name: str) -> bool:
    """Whether an output's first axis is the batch."""
    if asked.served.described is not None:
        return True
    shape = foreign.signature_of(asked.served)[1].outputs[name].shape
    return shape is not None and shape[:1] == (None,)
