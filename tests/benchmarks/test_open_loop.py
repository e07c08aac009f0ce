"""The open loop's client, against a server whose every delay is known."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from benchmarks.ask import Ask
from benchmarks.open_loop import put_open_load

ASK = Ask("/predict", b"picture")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nseven"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def server(answer: Callable[[float], tuple[float, bytes]]) -> Iterator[str]:
    """A server that answers a request by what `answer` says of its time: seconds of delay, and the bytes.

    The first request begins the time: however long the client took to connect, it is its own clock's, or a little late.
    """
    first: list[float] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            assert head.startswith(b"POST /predict HTTP/1.1\r\n")
            assert await reader.readexactly(len(ASK.body)) == ASK.body
            first.append(time.perf_counter())
            delay, data = answer(first[-1] - first[0])
            await asyncio.sleep(delay)
            writer.write(data)
        writer.close()

    ready, ports = threading.Event(), list[int]()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        listening = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=512)
        ports.append(listening.sockets[0].getsockname()[1])
        ready.set()
        async with listening:
            await done.wait()

    done = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


def test_requests_come_at_their_own_rate_and_are_all_answered() -> None:
    with server(lambda _: (0, OK)) as url:
        found = put_open_load(url, ASK, rate=200, seconds=2, mark=b"seven")
    assert len(found.due_s) == pytest.approx(400, abs=80)
    assert np.all(np.diff(found.due_s) > 0)
    assert found.failures == 0
    assert found.marked.all()
    assert found.goodput == pytest.approx(200, rel=0.25)


def test_a_stall_counts_for_every_request_that_was_due_in_it() -> None:
    """A closed loop would send nothing during the stall and see one slow answer for each connection."""
    until = 1.0
    for _ in range(3):  # the machine may stand still by itself
        with server(lambda now: (max(until - now, 0), OK)) as url:
            found = put_open_load(url, ASK, rate=300, seconds=2)
        if found.percentile(50, until + 0.5) < 100:
            break
    stalled = found.due_s < until - 0.2
    assert stalled.sum() > 100, "more requests than the 150 connections fall due in the stall"
    waited = found.latency_ms[stalled]
    expected = (until - found.due_s[stalled]) * 1e3
    assert np.all(waited > expected - 100)
    assert found.percentile(50, until + 0.5) < 100


def test_refusals_and_missing_answers_are_failures_and_in_no_latency() -> None:
    for _ in range(3):  # the machine may stand still by itself
        with server(lambda now: (0, BUSY if now < 1 else OK)) as url:
            found = put_open_load(url, ASK, rate=100, seconds=2)
        if 20 < found.failures < 150 and found.goodput < 80:
            break
    assert 20 < found.failures < 150
    assert np.isnan(found.latency_ms).sum() == found.failures
    assert found.goodput < 80
    assert not np.isnan(found.percentile(99))
