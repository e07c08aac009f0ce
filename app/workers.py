"""Several processes that share the port."""

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
        server = Server(config)
        server.run()
        started = server.started
    else:
        supervisor = Supervisor(config, [reserve(config)])
        supervisor.run()
        started = not supervisor.failed
    if not started:
        sys.exit(STARTUP_FAILURE)


def reserve(config: Config) -> socket.socket:
    """The address, bound but not listening; exits with a failure where another program has it."""
    bound = config.bind_socket()
    if not _DEALS:
        return bound
    address, family = bound.getsockname(), bound.family
    bound.close()  # it found the address free; those that share one must all say so before they bind
    return _sharing(family, address)


_DEALS = sys.platform == "linux"  # where the kernel deals connections out among sockets of one address


def _sharing(family: int, address: Any) -> socket.socket:
    sharing = socket.socket(family)
    sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sharing.bind(address)
    return sharing


class Worker(Process):
    """uvicorn's, but with a listening socket of its own.

    From one that all share, the first to wake takes all connections that wait: 31 of 32 were seen with one of two
    workers. It listens once the model is loaded, and no connection is dealt to it before.
    """

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """What the process runs."""
        reserved = sockets or []
        super().target([_sharing(each.family, each.getsockname()) for each in reserved] if _DEALS else reserved)


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
