"""BentoML: `bentoml serve benchmarks.peers.bentoml_server:Reader`, in an environment that has it.

Two workers with adaptive batching, which takes lists; a list of pictures comes as a multipart form, and BentoML opens
each with Pillow.
"""

import bentoml  # type: ignore[import-not-found]
from PIL import Image

from benchmarks.peers.network import MAX_BATCH_SIZE, Network, shrink

PROCESSES = 2


@bentoml.service(workers=PROCESSES, traffic={"timeout": 60}, logging={"access": {"enabled": False}})
class Reader:
    """Reads and answers, in each worker."""

    def __init__(self) -> None:
        self._network = Network()

    @bentoml.api(batchable=True, max_batch_size=MAX_BATCH_SIZE)  # type: ignore[untyped-decorator]
    def predict(self, pictures: list[Image.Image]) -> list[dict[str, object]]:
        """The answers to a batch."""
        return self._network.answers([shrink(each) for each in pictures])
