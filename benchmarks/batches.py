"""A binary batch of `/v2`: how much of the model's own speed is left behind the protocol."""

import json

import numpy as np

from benchmarks.ask import Ask
from benchmarks.load import put_load
from benchmarks.measurements import Figures
from benchmarks.servers import Server

BATCH = 128
CONNECTIONS = 8
"""So that both processes have one to answer and one that waits, however the kernel deals them out."""


def infer(images: int = BATCH) -> Ask:
    """A request for the probabilities of that many images, tensors in binary both ways."""
    pixels = np.random.default_rng(0).integers(0, 256, (images, 28, 28), np.uint8).tobytes()
    tensor = {"name": "image", "datatype": "UINT8", "shape": [images, 28, 28]}
    wanted = {"name": "probabilities", "parameters": {"binary_data": True}}
    described = {
        "inputs": [{**tensor, "parameters": {"binary_data_size": len(pixels)}}],
        "outputs": [wanted],
    }
    head = json.dumps(described).encode()
    headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(head))}
    return Ask("/v2/models/digits/infer", head + pixels, headers)


def measure(server: Server, seconds: float) -> Figures:
    """Images a second in batches of `BATCH`, in a closed loop."""
    found = put_load(server.url, infer(), connections=CONNECTIONS, seconds=seconds)
    return {"throughput": found.throughput * BATCH, "p50_ms": found.p50_ms, "failures": found.failures}
