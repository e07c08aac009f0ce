"""Sends a case as it is, and reads the answer so far that two of them can be compared."""

import gzip
import http.client
import json
import struct
import time
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.triton.corpus import HEADER, Case

LENGTH = HEADER.lower()
COMPARED = ("content-type", "content-encoding", LENGTH, "allow")
TIMES = ("ns", "last_inference")
TIMEOUT_S = 60
INDEX = Case("index", "POST", "/v2/repository/index", b"{}")


@dataclass(frozen=True)
class Answer:
    """A status, the headers that a client acts upon, and the body: JSON where it is JSON, tensors as numbers."""

    status: int
    headers: dict[str, str]
    body: Any


def send(url: str, case: Case) -> Answer:
    """Ask the server at this address; where it unloads its model, wait until it has."""
    answer = _send(url, case)
    deadline = time.monotonic() + TIMEOUT_S
    while case.path.endswith("/unload") and '"UNLOADING"' in json.dumps(_send(url, INDEX).body):
        assert time.monotonic() < deadline, f"{url} has not unloaded its model within {TIMEOUT_S} s"
        time.sleep(0.05)
    return answer


def _send(url: str, case: Case) -> Answer:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_S)
    try:
        connection.putrequest(case.method, case.path, skip_accept_encoding=True)
        for name, value in case.headers.items():
            connection.putheader(name, value)
        if case.chunked and case.body is not None:
            connection.putheader("Transfer-Encoding", "chunked")
            connection.endheaders(iter(_parts(case.body)), encode_chunked=True)
        else:
            if case.body is not None:
                connection.putheader("Content-Length", str(len(case.body)))
            connection.endheaders(case.body)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    headers = {name: response.headers[name] for name in COMPARED if name in response.headers}
    body = _read(_unpacked(content, headers.get("content-encoding")), headers)
    if LENGTH in headers:
        headers[LENGTH] = "right"  # else the body could not have been read; how JSON is spaced is nobody's business
    return Answer(response.status, headers, _timeless(body))


def _parts(body: bytes) -> list[bytes]:
    middle = len(body) // 2
    return [part for part in (body[:middle], body[middle:]) if part]


def _timeless(body: Any) -> Any:
    """A body whose times and durations say only whether there are any."""
    if isinstance(body, list):
        return [_timeless(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        key: ("some" if value > 0 else "none") if key in TIMES and isinstance(value, int) else _timeless(value)
        for key, value in body.items()
    }


def _unpacked(content: bytes, encoding: str | None) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(content)
    return zlib.decompress(content) if encoding == "deflate" else content


def _read(content: bytes, headers: dict[str, str]) -> Any:
    length = headers.get(LENGTH)
    try:
        head = json.loads(content if length is None else content[: int(length)])
    except ValueError:
        return content.decode(errors="backslashreplace")
    rest = content[int(length) :] if length is not None else b""
    for output in head.get("outputs", []) if length is not None else []:
        size = output.get("parameters", {}).get("binary_data_size")
        if size is not None:
            output["data"], rest = _values(output["datatype"], rest[:size]), rest[size:]
    return {**head, "bytes left": len(rest)} if length is not None else head


def _values(datatype: str, content: bytes) -> list[Any]:
    if datatype == "FP32":
        return list(struct.unpack(f"<{len(content) // 4}f", content))
    assert datatype == "BYTES", datatype
    values = []
    while content:
        (size,) = struct.unpack_from("<I", content)
        values.append(content[4 : 4 + size].decode())
        content = content[4 + size :]
    return values
