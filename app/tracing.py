"""OpenTelemetry: a span for each request and for each stage of it, sent to a collector; nothing while none is named.

Spans are made when the answer has gone out, from what the stages noted, and sent by a thread of their own in batches
that it drops when they cannot be sent: no request waits for it, and none fails.
"""

import asyncio
import logging
import os
import time
from importlib.metadata import version as version_of
from threading import Thread
from typing import TYPE_CHECKING

from app.metrics.labels import door_of
from app.trace_context import TraceContext
from model.stages import Stages

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

logger = logging.getLogger("digitscope.tracing")

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_UNTRACED = ("probes", "metrics")  # asked each second, and of no interest to anybody's trace
_LAST_WORDS_S = 2.0  # for what has not been sent when the process ends


class Tracing:
    """Makes the spans of this process and has them sent."""

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("digitscope", version_of("digitscope"))

    @classmethod
    def of_environment(cls) -> "Tracing | None":
        """As OpenTelemetry's own variables want it; None where they name no collector. Imports nothing then."""
        named = any(os.environ.get(name) for name in _ENDPOINTS)
        off = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
        if not named or off or os.environ.get("OTEL_TRACES_EXPORTER", "otlp").strip() != "otlp":
            return None
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        protocol = next(filter(None, map(os.environ.get, _PROTOCOLS)), "http/protobuf")
        if protocol != "http/protobuf":
            logger.warning("traces are sent as http/protobuf, and not as %s", protocol)
        provider = TracerProvider(resource=Resource.create(_identity()), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        return cls(provider)

    def begin(
        self, method: str, path: str, caller: TraceContext | None, tracestate: bytes | None
    ) -> "RequestSpan | None":
        """The span of a request that has come just now; None for one that is not worth it."""
        if door_of(path) in _UNTRACED:
            return None
        from opentelemetry.trace import SpanKind

        attributes = {"http.request.method": method, "url.path": path}
        context = None if caller is None else _remote(caller, tracestate)
        started, started_ns = time.perf_counter(), time.time_ns()
        span = self._tracer.start_span(method, context, SpanKind.SERVER, attributes, start_time=started_ns)
        return RequestSpan(self._tracer, span, method, started, started_ns)

    async def close(self) -> None:
        """Send what is left, but wait no longer than a moment for a collector that does not answer."""
        last = Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        await asyncio.to_thread(last.join, _LAST_WORDS_S)


class RequestSpan:
    """The span of one request."""

    def __init__(self, tracer: "Tracer", span: "Span", method: str, started: float, started_ns: int) -> None:
        self._tracer, self._span, self._method = tracer, span, method
        self._started, self._started_ns = started, started_ns
        context = span.get_span_context()
        self.context = TraceContext(f"{context.trace_id:032x}", f"{context.span_id:016x}", context.trace_flags.sampled)

    def end(
        self, route: str | None, status: int, stages: Stages, request_id: str, failure: BaseException | None
    ) -> None:
        """The answer has gone out; the stages become spans beneath it."""
        if not self._span.is_recording():
            return
        from opentelemetry.trace import StatusCode, set_span_in_context

        span, within = self._span, set_span_in_context(self._span)
        for stage, since, seconds in stages.spans:
            part = self._tracer.start_span(stage, within, start_time=self._at(since))
            part.end(self._at(since + seconds))
        span.set_attributes({"http.response.status_code": status, "digitscope.request_id": request_id})
        if route is not None:
            span.set_attribute("http.route", route)
            span.update_name(f"{self._method} {route}")
        if stages.version is not None:
            span.set_attribute("digitscope.version", str(stages.version))
        if status >= 500:
            span.set_attribute("error.type", str(status) if failure is None else type(failure).__qualname__)
            span.set_status(StatusCode.ERROR)
        span.end()

    def _at(self, moment: float) -> int:
        """A moment of `time.perf_counter` in nanoseconds since 1970."""
        return self._started_ns + int((moment - self._started) * 1e9)


def _identity() -> dict[str, str]:
    """What tells this service from others, unless OpenTelemetry's variables do."""
    named = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    return {"service.version": version_of("digitscope")} | ({} if named else {"service.name": "digitscope"})


def _remote(caller: TraceContext, tracestate: bytes | None) -> "Context":
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, TraceState, set_span_in_context

    parent = SpanContext(
        int(caller.trace_id, 16),
        int(caller.span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED if caller.sampled else TraceFlags.DEFAULT),
        trace_state=TraceState.from_header([tracestate.decode("latin-1")]) if tracestate else None,
    )
    return set_span_in_context(NonRecordingSpan(parent))
