"""One HTTP request that is sent over and over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

RAW = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True)
class Ask:
    """A POST of `body` to `path`, with these headers."""

    path: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: RAW)

    def as_sent(self, host: str) -> bytes:
        """The bytes of it on an HTTP/1.1 connection."""
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def form(path: str, name: str, file: bytes) -> Ask:
    """A multipart form with one PNG file."""
    edge = "digitscope-benchmark"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="digit.png"\r\n'
    body = f"{head}Content-Type: image/png\r\n\r\n".encode() + file + f"\r\n--{edge}--\r\n".encode()
    return Ask(path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
