"""Requests that are refused by their head alone, while as many are being answered as may wait for the model.

Of what a request costs, the most comes after its head: were each one read, decoded and only then refused, a service
that is asked for half as much again as it can do would do a tenth less of it.
"""

import logging
import math
import time
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from app.connections.answer import raw_answer
from app.errors import MEDIA_TYPE, problem_of
from app.metrics.labels import DOOR_OF, OTHER
from app.negotiation import JSON
from app.ongoing import request_id_of
from app.security.credentials import Headers
from app.security.origins import cors_headers
from model.errors import Overloaded

if TYPE_CHECKING:
    from app.lifespan import Service

logger = logging.getLogger("digitscope.shedding")

REASON = "queue-full"
_ASK_THE_MODEL = {"predict", "v1", "v2", "read"}
_SAY_SO_EVERY_S = 1.0


class Shedding:
    """Counts one process's requests, and refuses those that are too many.

    Args:
        most: that have come whole and are being answered; while there are so many, those that ask the model are
            refused. Of a connection one counts at most, and slow uploads do not count, so that nobody shuts others out.
        origins: whose pages may read answers.
    """

    def __init__(self, most: int, origins: tuple[str, ...] = ()) -> None:
        self._most = most
        self._origins = origins
        self._held = 0
        self._refused = 0
        self._said = -math.inf

    @property
    def is_due(self) -> bool:
        """Whether there are as many requests as may be."""
        return self._held >= self._most

    def came(self) -> None:
        """A request has come whole."""
        self._held += 1

    def went(self) -> None:
        """One has been answered, or its client has gone."""
        self._held -= 1

    def answer(self, service: "Service | None", method: bytes, path: str, headers: Headers) -> bytes | None:
        """The whole answer to such a request, from its status line to its body; None where it asks nothing much."""
        if service is None or method != b"POST":
            return None
        door = DOOR_OF.get(path[1:].partition("/")[0], OTHER)
        if door not in _ASK_THE_MODEL or path.startswith("/v2/repository"):
            return None
        batcher = service.store.busiest
        retry_after_s = 1 if batcher is None else math.ceil(batcher.retry_after_s(self._held))
        service.statistics.requests.refused(door, 503, REASON)
        self._say()
        asked_id = next((value for name, value in headers if name == b"x-request-id"), b"")
        request_id = request_id_of(asked_id)
        more = tuple(cors_headers(headers, self._origins))
        return request_id.encode().join(_around(len(request_id), door, self._most, retry_after_s, more))

    def _say(self) -> None:
        """A line in the log each second, and not for each request: that would cost more than the refusal."""
        self._refused += 1
        now = time.monotonic()
        if now - self._said >= _SAY_SO_EVERY_S:
            logger.warning("requests are refused by their head", extra={"fields": {"refused": self._refused}})
            self._refused, self._said = 0, now


@lru_cache(64)
def _around(
    id_length: int, door: str, most: int, retry_after_s: int, more: tuple[tuple[bytes, bytes], ...]
) -> list[bytes]:
    """What stands around a request's id in the answer: but for that, the next refusal is the same."""
    request_id = "~" * id_length  # which no id has, nor anything else of the answer
    error = Overloaded(f"{most} requests wait already, which is the limit; ask again in a moment", retry_after_s)
    told, media_type = problem_of(error, request_id), MEDIA_TYPE
    if door in ("v1", "v2"):
        told, media_type = {"error": str(error)}, JSON
    own = ((b"retry-after", b"%d" % retry_after_s), (b"x-request-id", request_id.encode()))
    return raw_answer(503, media_type, orjson.dumps(told), *own, *more).split(request_id.encode())
