"""From a request to the operation that answers it."""

from starlette.requests import Request

from app.lifespan import Service
from app.uploads import read_body, unpack_body
from app.v1.address import parse_address
from app.v1.answering import answer
from app.v1.classify import read_classify
from app.v1.errors import Refused
from app.v1.metadata import render_metadata
from app.v1.predict import read_predict
from app.v1.status import render_status


async def dispatch(request: Request) -> bytes:
    """The body of the answer with status 200.

    Raises:
        Refused, DigitscopeError: there is none.
    """
    service: Service = request.state.service
    if request.method == "OPTIONS":
        _require_origin(request)
        return b""
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    address = parse_address(request.method, raw_path.decode("utf-8", "replace"))
    match address.operation:
        case "status":
            return render_status(service.store, address)
        case "metadata":
            return render_metadata(service.store, address)
    body = await _read(request, service)
    read = read_predict if address.operation == "predict" else read_classify
    return await answer(read, body, address, service, request.state.stages)


async def _read(request: Request, service: Service) -> bytes:
    """The body, unpacked where it says that it is gzip; of other encodings TensorFlow Serving takes no notice."""
    body = await read_body(request, service.settings)
    if "gzip" not in request.headers.get("content-encoding", ""):
        return body
    return await unpack_body(request, body)


def _require_origin(request: Request) -> None:
    if not request.headers.get("origin", "").startswith(("http://", "https://")):
        raise Refused("Origin header is missing in CORS preflight")
