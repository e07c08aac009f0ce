"""How long a client waits for its answer, as it says itself: `X-Request-Timeout-Ms`."""

from anyio import move_on_after
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.security.refusals import refusal
from model.errors import BadRequest, DeadlineExceeded

HEADER = b"x-request-timeout-ms"
MOST_MS = 86_400_000
_REFUSED = "X-Request-Timeout-Ms is to be a whole number of milliseconds from 1 to {most}, not {got!r}"


class Deadlines:
    """Middleware that gives up on a request once its client has.

    What waits for a thread or for the model is then not worked on any more; the batcher sees the deadline, and leaves
    out what could not be answered in time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = None
        if scope["type"] == "http":
            asked = next((value for name, value in scope["headers"] if name == HEADER), None)
        if asked is None:
            await self._app(scope, receive, send)
            return
        digits = asked.lstrip(b"0")
        milliseconds = int(digits) if digits.isdigit() and len(digits) <= len(str(MOST_MS)) else 0
        if not 1 <= milliseconds <= MOST_MS:
            error = BadRequest(_REFUSED.format(most=MOST_MS, got=asked.decode("latin-1")))
            await refusal(scope, error)(scope, receive, send)
            return
        await self._within(milliseconds, scope, receive, send)

    async def _within(self, milliseconds: int, scope: Scope, receive: Receive, send: Send) -> None:
        with move_on_after(milliseconds / 1000) as waiting:

            async def send_whole(message: Message) -> None:
                waiting.deadline = float("inf")  # half an answer is worse than a late one
                await send(message)

            await self._app(scope, receive, send_whole)
        if waiting.cancelled_caught:
            error = DeadlineExceeded(f"there was no answer within {milliseconds} ms, as X-Request-Timeout-Ms asked")
            await refusal(scope, error)(scope, receive, send)
