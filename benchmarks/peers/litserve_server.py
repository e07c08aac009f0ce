"""LitServe: `python -m benchmarks.peers.litserve_server --port 8000`, in an environment that has it.

Two inference workers with batching, as many HTTP servers (its default), and ZeroMQ between them (`fast_queue`), which
its documentation tells to use from 100 requests a second on. A batch waits for 5 ms, which is quicker with 32
connections than 1 or 10.
"""

import argparse
from typing import Annotated

import litserve  # type: ignore[import-not-found]
import numpy as np
from fastapi import Body
from numpy.typing import NDArray

from benchmarks.peers.network import MAX_BATCH_SIZE, Network, decode

PROCESSES = 2

Picture = NDArray[np.uint8]


class Reader(litserve.LitAPI):  # type: ignore[misc]
    """Decodes, reads and answers, in each inference worker."""

    def setup(self, device: str) -> None:  # noqa: ARG002  # LitServe's signature
        """Load the model, in the worker's own process."""
        self._network = Network()

    def decode_request(self, request: Annotated[bytes, Body(media_type="application/octet-stream")]) -> Picture:
        """The picture in a request's body."""
        return decode(request)

    def batch(self, inputs: list[Picture]) -> list[Picture]:
        """The network stacks them itself."""
        return list(inputs)

    def predict(self, pictures: list[Picture]) -> list[dict[str, object]]:
        """The answers to a batch."""
        return self._network.answers(pictures)

    def unbatch(self, output: list[dict[str, object]]) -> list[dict[str, object]]:
        """One answer for each request."""
        return output


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    reader = Reader(max_batch_size=MAX_BATCH_SIZE, batch_timeout=0.005)
    server = litserve.LitServer(reader, accelerator="cpu", devices=1, workers_per_device=PROCESSES, fast_queue=True)
    server.run(host="127.0.0.1", port=port, log_level="warning", generate_client_file=False, access_log=False)
