"""Many more requests than a service can take: a real process, a real crowd of connections, on this machine alone."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.files import digit_png
from tests.service import Service, running

PNG = digit_png(7)
ROOM = 4 * 16  # pictures that may wait
CROWD = 400
WITHIN_S = 120  # on a machine that is busy with other things
HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("crowd") / "log", max_batch_size=16, max_enqueued_batches=4) as service:
        yield service


async def ask(service: Service, path: bytes, turns: int, probed: asyncio.Event) -> list[tuple[int, bytes]]:
    """The statuses and heads of answers to requests that follow each other at once on one connection.

    There are so many of them at least, and as many as come until the probes have been answered.
    """
    reader, writer = await asyncio.open_connection(*service.address)
    answers: list[tuple[int, bytes]] = []
    while len(answers) < turns or not probed.is_set():
        writer.write(HEAD % (path, len(PNG)) + PNG)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        answers.append((int(head.split()[1]), head))
    writer.close()
    return answers


async def probe(service: Service, probed: asyncio.Event) -> None:
    """Ask whether it lives, a few times; on a new connection each time, as probes do."""
    try:
        for _ in range(6):
            async with httpx.AsyncClient(base_url=service.url, timeout=WITHIN_S) as client:
                assert (await client.get("/healthz")).status_code == 200
    finally:
        probed.set()


async def test_a_crowd_is_answered_or_told_when_to_come_again_and_probes_are_answered_meanwhile(small: Service) -> None:
    probed = asyncio.Event()
    async with asyncio.timeout(WITHIN_S):
        probing = asyncio.create_task(probe(small, probed))
        crowd = await asyncio.gather(*[ask(small, b"/predict", 5, probed) for _ in range(CROWD)])
        await probing
    answers = [answer for answers in crowd for answer in answers]
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) == {200, 503}
    assert statuses[200] >= ROOM
    assert all(re.search(rb"retry-after: [1-9]", head) for status, head in answers if status == 503)

    async with httpx.AsyncClient(base_url=small.url, timeout=60) as client:
        assert (await client.post("/predict", content=PNG)).json()["digit"] == 7
        told = (await client.get("/metrics")).text
    refused = re.search(r'refusals_total{door="predict",reason="queue-full"} (\S+)', told)
    assert refused is not None
    assert float(refused[1]) == statuses[503]
    assert re.search(r"^digitscope_requests_in_flight 1.0$", told, re.MULTILINE), "only the one that asks"
