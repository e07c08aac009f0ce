"""Open-loop load: requests come at their own times, however busy the server is, as from people who know nothing of
each other.

None of Debian's load generators measures from the time at which a request was due (wrk2 does, and is not there): those
that can hold a rate send late when answers are late, and then measure from there. Arrivals are a Poisson process with
a fixed seed, the same for every server but for the rate. A request that finds all connections waiting is late, and so
is its answer.
"""

import re
import select
import socket
import time
from collections import deque
from urllib.parse import urlsplit

import numpy as np

from benchmarks.arrivals import Arrivals
from benchmarks.ask import Ask

FEWEST, MOST = 32, 512
"""Connections; between these, as many as there are requests in half a second, so that none is idle for long."""

GRACE_S = 5.0
"""How long answers are waited for when the last request was due; those that come later count as failures."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def put_open_load(
    url: str, ask: Ask, *, rate: float, seconds: float, mark: bytes = b"\0", connections: int | None = None
) -> Arrivals:
    """Send `ask` at `rate` requests a second on average, for that long, and look for `mark` in each answer."""
    gaps = np.random.default_rng(0).exponential(1 / rate, max(int(rate * seconds * 1.5), 100))
    due = np.cumsum(gaps)
    due = due[due < seconds]
    client = _Client(url, ask, mark, len(due), connections or min(max(int(rate / 2), FEWEST), MOST))
    busy_before, started = time.thread_time(), time.perf_counter()
    try:
        client.send_all(due.tolist(), started, seconds + GRACE_S)
    finally:
        client.close()
    share = (time.thread_time() - busy_before) / (time.perf_counter() - started)
    return Arrivals(due, client.latency_ms, client.marked, seconds, started, share)


class _Client:
    """Connections that are open beforehand, and a loop that sends what is due and reads what has come."""

    def __init__(self, url: str, ask: Ask, mark: bytes, requests: int, connections: int) -> None:
        address = urlsplit(url)
        self.latency_ms = np.full(requests, np.nan)
        self.marked = np.zeros(requests, bool)
        self._mark = mark
        self._address = (address.hostname or "", address.port or 80)
        self._request = ask.as_sent(address.netloc)
        self._epoll = select.epoll()
        self._connections: dict[int, socket.socket] = {}
        self._idle: deque[int] = deque()
        self._waiting: dict[int, int] = {}  # a connection's number: which request it has sent
        self._received: dict[int, bytes] = {}
        for _ in range(connections):
            self._connect()

    def send_all(self, due: list[float], started: float, deadline: float) -> None:
        """Send each request when it is due, or once a connection is free; until all is answered or the deadline."""
        clock, following = time.perf_counter, 0
        while (following < len(due) or self._waiting) and (now := clock() - started) < deadline:
            while following < len(due) and due[following] <= now and self._idle:
                self._send(following)
                following += 1
            events = self._epoll.poll(0)
            if not events:
                waits_for_time = following < len(due) and self._idle
                self._sleep((due[following] if waits_for_time else deadline) - (clock() - started))
            for number, _ in events:
                answered = self._receive(number)
                if answered is not None:
                    self.latency_ms[answered] = (clock() - started - due[answered]) * 1e3

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._epoll.close()

    def _sleep(self, seconds: float) -> None:
        # Not the poll's own limit, which is in whole milliseconds: a tenth of one would be late.
        select.select([self._epoll], [], [], max(seconds, 0))

    def _connect(self) -> None:
        connection = socket.create_connection(self._address, timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = connection.fileno()
        self._connections[number] = connection
        self._epoll.register(number, select.EPOLLIN)
        self._idle.append(number)

    def _send(self, index: int) -> None:
        number = self._idle.popleft()
        self._waiting[number] = index
        self._received[number] = b""
        try:
            self._connections[number].sendall(self._request)
        except OSError:
            self._replace(number)

    def _receive(self, number: int) -> int | None:
        """Which request was answered with a 2xx by what has come, if any was."""
        try:
            data = self._connections[number].recv(65536)
        except OSError:
            data = b""
        if not data or number not in self._waiting:
            self._replace(number)
            return None
        received = self._received[number] + data
        if not _is_whole(received):
            self._received[number] = received
            return None
        self._idle.append(number)
        index = self._waiting.pop(number)
        self.marked[index] = self._mark in received
        return index if received[9:10] == b"2" else None

    def _replace(self, number: int) -> None:
        """Open another connection where the server has closed one; what it waited for has failed."""
        self._epoll.unregister(number)
        self._connections.pop(number).close()
        self._waiting.pop(number, None)
        if number in self._idle:
            self._idle.remove(number)
        self._connect()


def _is_whole(received: bytes) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(received, 0, end + 2)
    if length is None:
        raise SystemExit(
            f"the open loop reads answers with a Content-Length only; this one has none: {received[:end]!r}"
        )
    return len(received) >= end + 4 + int(length[1])
