"""The W3C's trace context: which trace of a caller's a request belongs to."""

import re
from typing import NamedTuple

_TRACEPARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


class TraceContext(NamedTuple):
    """The header `traceparent`: hexadecimal digits, and whether the caller records its part of the trace."""

    trace_id: str
    span_id: str
    sampled: bool


def parse(header: bytes) -> TraceContext | None:
    """What the header says; None where it says nothing sound, so that the request begins a trace of its own."""
    found = _TRACEPARENT.fullmatch(header.strip())
    if found is None or found[1] == b"ff" or (found[1] == b"00" and found[5]):
        return None
    trace_id, span_id = found[2].decode(), found[3].decode()
    if not (int(trace_id, 16) and int(span_id, 16)):
        return None
    return TraceContext(trace_id, span_id, bool(int(found[4], 16) & 1))


def render(context: TraceContext) -> bytes:
    """The header's value."""
    return f"00-{context.trace_id}-{context.span_id}-{int(context.sampled):02x}".encode()
