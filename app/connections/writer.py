"""What an answer is written to. uvicorn writes its head and its body each by itself."""

from asyncio import Transport

_CONTINUE = b"HTTP/1.1 100 "  # comes before the answer, and is what the client waits for


class AnswerWriter:
    """Stands for the transport where a request is answered: the head of the answer waits for what follows it.

    So both take one call of the kernel, each being a twentieth of what a small request costs, and wake the client once.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._head = b""
        self._begun = False

    def write(self, data: bytes) -> None:
        """Send it, unless it is the head."""
        if self._begun or data.startswith(_CONTINUE):
            self._transport.write(self._head + data)
            self._head = b""
        else:
            self._head, self._begun = data, True

    def flush(self) -> None:
        """Send the head of an answer that has no body."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        """Send what is there, and close."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether the connection is about to end."""
        return self._transport.is_closing()
