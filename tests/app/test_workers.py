"""The sockets on which a process listens, on the event loop that serves."""

import asyncio
import socket
from contextlib import ExitStack

import uvloop

from app.workers import bind, doors

CLIENTS = 64


async def turns_until_all_are_taken(listening: list[socket.socket]) -> int:
    """Turns of the event loop until clients that are there already have their connections."""
    taken = list[object]()

    class Taken(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            taken.append(transport)
            transport.close()

    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Taken, sock=each, backlog=CLIENTS) for each in listening]
    turns = 0
    with ExitStack() as clients:
        for _ in range(CLIENTS):
            clients.enter_context(socket.create_connection(listening[0].getsockname()))
        while len(taken) < CLIENTS:
            await asyncio.sleep(0)
            turns += 1
    for server in servers:
        server.close()
    return turns


def test_clients_that_come_at_once_are_taken_many_in_a_turn() -> None:
    """From one socket uvloop takes one in a turn, and each turn of a busy process is long."""
    assert uvloop.run(turns_until_all_are_taken([bind("127.0.0.1", 0)])) >= CLIENTS
    assert uvloop.run(turns_until_all_are_taken(doors(bind("127.0.0.1", 0)))) <= CLIENTS / 4
