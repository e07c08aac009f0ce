"""mosec: `python -m benchmarks.peers.mosec_server --port 8000 --address 127.0.0.1`, in an environment that has it.

A Rust front and two worker processes with dynamic batching, as its documentation has it for a model that reads raw
bytes: `deserialize` decodes, `forward` takes a batch. A batch waits for 1 ms, the shortest that it takes, which was
quicker with any number of connections than 5 or 10.
"""

import numpy as np
from mosec import Server, Worker  # type: ignore[import-not-found]
from numpy.typing import NDArray

from benchmarks.peers.network import MAX_BATCH_SIZE, Network, decode

PROCESSES = 2


class Reader(Worker):  # type: ignore[misc]
    """The one stage: decodes, reads and answers."""

    def __init__(self) -> None:
        super().__init__()
        self._network = Network()

    def deserialize(self, data: bytes) -> NDArray[np.uint8]:
        """The picture in a request's body."""
        return decode(data)

    def forward(self, data: list[NDArray[np.uint8]]) -> list[dict[str, object]]:
        """The answers to a batch, which mosec writes as JSON."""
        return self._network.answers(data)


if __name__ == "__main__":
    server = Server()
    server.append_worker(Reader, num=PROCESSES, max_batch_size=MAX_BATCH_SIZE, max_wait_time=1, route="/predict")
    server.run()
