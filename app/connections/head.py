"""A request's head within bounds. httptools has none."""

from http import HTTPStatus

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.connections.answer import raw_answer
from app.errors import MEDIA_TYPE
from app.metrics.labels import OTHER, REASON_OF

MAX_HEAD_BYTES = 65_536  # as h11 has it
_TOO_LARGE = f"the head of a request may have {MAX_HEAD_BYTES:,} bytes; this one has more"


class HeadProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which refuses heads that are too large, and says what is wrong with others."""

    in_head = False
    """Whether a head has begun and not come to its end."""

    _unheard_bytes = 0
    _head_too_large = False
    _ending = False

    def data_received(self, data: bytes) -> None:
        """Count what arrives and is neither a whole head nor a body: a head, or what follows a body in chunks."""
        if self._ending:
            return
        self._unheard_bytes += len(data)
        super().data_received(data)
        if self._unheard_bytes > MAX_HEAD_BYTES and not (self._ending or self.transport.is_closing()):
            self.refuse_head(431, _TOO_LARGE)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self.in_head = True

    def on_headers_complete(self) -> None:
        """A head ends. What has been counted may be more than it: the end of a body before, a body behind."""
        self.in_head = False
        if self._unheard_bytes > MAX_HEAD_BYTES and self._head_size() > MAX_HEAD_BYTES:
            self._head_too_large = True
            raise ValueError("the head is too large")  # the parser takes it for a request that is none
        self._unheard_bytes = 0
        self.begin_request()

    def begin_request(self) -> None:
        """A whole head has come: have it answered."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body; its reader counts it."""
        self._unheard_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request ends."""
        self._unheard_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's words
        """Answer what is no HTTP."""
        if self._head_too_large:
            self.refuse_head(431, _TOO_LARGE)
        else:
            self.refuse_head(400, "this is no HTTP request")

    def refuse_head(self, status: int, detail: str) -> None:
        """Answer a request that has not even a whole head; the connection ends behind that, or the answers before."""
        service = self.app_state.get("service")
        if service is not None:
            service.statistics.requests.refused(OTHER, status, REASON_OF[status])
        if self.cycle is None or self.cycle.response_complete:
            title = HTTPStatus(status).phrase
            body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
            self.transport.write(raw_answer(status, MEDIA_TYPE, body, (b"connection", b"close")))
        self.end()

    def end(self) -> None:
        """Read nothing more, and end the connection behind the answers that are on their way."""
        self._ending = True
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.keep_alive = False

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _unsupported_upgrade_warning(self) -> None:
        """No line in the log for each client that asks for another protocol."""
