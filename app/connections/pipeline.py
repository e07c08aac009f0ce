"""Requests that a connection sends before the first is answered, within bounds. uvicorn has none."""

from app.connections.head import HeadProtocol

MAX_AT_ONCE = 16  # browsers send one


class PipelineProtocol(HeadProtocol):
    """uvicorn's protocol, which takes so many requests at once, answers them, and then ends the connection."""

    _come = 0  # requests in what is being read

    def data_received(self, data: bytes) -> None:
        """Count the requests anew: more than these are never read at a time."""
        self._come = 0
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """A head ends. What comes behind too many is not looked at: a client asks it again on another connection."""
        self._come += 1
        if self._come > MAX_AT_ONCE or len(self.pipeline) >= MAX_AT_ONCE:
            self.end()
            raise ValueError("too many requests at once")  # the parser takes it for a request that is none
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, but not the request that is one too many."""
        if not self._ending:
            super().send_400_response(msg)
