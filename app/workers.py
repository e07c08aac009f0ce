"""Several processes that share the port."""

import logging
import sys

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
        supervisor = Supervisor(config, [config.bind_socket()])
        supervisor.run()
        started = not supervisor.failed
    if not started:
        sys.exit(STARTUP_FAILURE)


class Supervisor(Multiprocess):
    """uvicorn's, but it goes by the exit of its workers alone, and not by health checks.

    uvicorn waits for each worker's answer in turn, so that it hears of no signal and of no worker's end while one of
    them loads TensorFlow; and it kills those that load it for too long.
    """

    failed = False

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
            self.processes[index] = Process(self.config, self.sockets)
            self.processes[index].start()
