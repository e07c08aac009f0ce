"""Triton by pytriton: `python -m benchmarks.peers.triton_server --port 8000`, in an environment that has it.

Triton's own HTTP front and dynamic batcher, with its defaults (whatever waits makes the next batch), before two
instances of a Python function, which pytriton runs in threads of one process. Python's own library is looked for on
LD_LIBRARY_PATH.
"""

import argparse

import numpy as np
from numpy.typing import NDArray
from pytriton.decorators import batch  # type: ignore[import-not-found]
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor  # type: ignore[import-not-found]
from pytriton.triton import Triton, TritonConfig  # type: ignore[import-not-found]

from benchmarks.peers.network import MAX_BATCH_SIZE, Network, decode

INSTANCES = 2


class Reader:
    """Decodes, reads and answers a batch."""

    def __init__(self) -> None:
        self._network = Network()

    @batch  # type: ignore[untyped-decorator]
    def __call__(self, picture: NDArray[np.bytes_]) -> dict[str, NDArray[np.float32]]:
        """Probabilities float32 [N, 10] of files [N, 1]."""
        return {"probabilities": self._network.probabilities([decode(body) for body in picture[:, 0]])}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    config = TritonConfig(http_address="127.0.0.1", http_port=port, allow_grpc=False, allow_metrics=False)
    with Triton(config=config) as triton:
        triton.bind(
            model_name="digits",
            infer_func=[Reader() for _ in range(INSTANCES)],
            inputs=[Tensor(name="picture", dtype=bytes, shape=(1,))],
            outputs=[Tensor(name="probabilities", dtype=np.float32, shape=(10,))],
            config=ModelConfig(max_batch_size=MAX_BATCH_SIZE, batcher=DynamicBatcher()),
        )
        triton.serve()
