"""The processes that serve, and the port that they share."""

import logging
import socket
import sys
from typing import Any

from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

logger = logging.getLogger("digitscope.workers")


def serve(config: Config) -> None:
    """Serve with `config.workers` processes until SIGTERM or SIGINT; exits with a failure where a start fails."""
    if config.workers == 1:
        server = _Server(config)
        server.run(doors(bind(config.host, config.port)))
        started = server.started
    else:
        supervisor = Supervisor(config, [reserve(config.host, config.port)])
        supervisor.run()
        started = not supervisor.failed
    if not started:
        sys.exit(STARTUP_FAILURE)


def bind(host: str, port: int) -> socket.socket:
    """The address, bound but not listening; exits with a failure where another program has it."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        why = (error.strerror or str(error)).lower()
        told = "cannot listen on %s, port %d: %s; --host and --port, or DIGITSCOPE_HOST and _PORT, name another"
        logger.error(told, host, port, why)
        sys.exit(STARTUP_FAILURE)
    return bound


def reserve(host: str, port: int) -> socket.socket:
    """As `bind`, for several processes to share."""
    bound = bind(host, port)
    if not _DEALS:
        return bound
    address = bound.getsockname()
    bound.close()  # it found the address free; those that share one must all say so before they bind
    return _sharing(bound.family, address)


_DEALS = sys.platform == "linux"  # where the kernel deals connections out among sockets of one address

_DOORS = 16


def doors(bound: socket.socket) -> list[socket.socket]:
    """The same socket many times over. uvloop takes one connection from each in a turn of the event loop, and a busy
    process has some fifty turns a second: of 700 clients that came at once, the last had waited for 4 s.
    """
    return [bound, *(bound.dup() for _ in range(_DOORS - 1))]


def _sharing(family: int, address: Any) -> socket.socket:
    sharing = socket.socket(family)
    sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sharing.bind(address)
    return sharing


class _Server(Server):
    """uvicorn's, which says where it runs once it does; given sockets, uvicorn leaves that to who has bound them."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._log_started_message(sockets or [])


class Worker(Process):
    """uvicorn's, but with a listening socket of its own.

    From one that all share, the first to wake takes all connections that wait: 31 of 32 were seen with one of two
    workers. It listens once the model is loaded, and no connection is dealt to it before.
    """

    @property
    def server(self) -> Server:
        """What it runs, made in the process itself."""
        self._server = self._server or _Server(self.config)
        return self._server

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """What the process runs."""
        reserved = sockets or []
        own = [_sharing(each.family, each.getsockname()) for each in reserved] if _DEALS else reserved
        super().target([door for each in own for door in doors(each)])


class Supervisor(Multiprocess):
    """uvicorn's, but it goes by the exit of its workers alone, and not by health checks.

    uvicorn waits for each worker's answer in turn, so that it hears of no signal and of no worker's end while one of
    them loads TensorFlow; and it kills those that load it for too long.
    """

    failed = False

    def init_processes(self) -> None:
        """Start the workers."""
        for _ in range(self.processes_num):
            self.processes.append(self._started())

    def keep_subprocess_alive(self) -> None:
        """Start a worker again that has ended, unless its start failed, as then the next would fail too."""
        for index, process in enumerate(self.processes):
            if process.exitcode is None:
                continue
            if process.exitcode == STARTUP_FAILURE:
                self.failed = True
                self.should_exit.set()
                return
            logger.warning("worker %s has ended with %s; starting another", process.pid, process.exitcode)
            process.join()
            self.processes[index] = self._started()

    def _started(self) -> Worker:
        worker = Worker(self.config, self.sockets)
        worker.start()
        return worker
