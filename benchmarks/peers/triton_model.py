"""The model that Triton's Python backend runs as `model.py`, in a process for each instance.

Decodes, reads and answers all requests that the dynamic batcher has put together in one call of the network.
"""

import numpy as np
import triton_python_backend_utils as backend  # type: ignore[import-not-found]  # Triton brings it

from benchmarks.peers.network import Network, decode


class TritonPythonModel:
    """The class that Triton looks for, by its name."""

    def initialize(self, args: dict[str, str]) -> None:  # noqa: ARG002  # Triton's signature
        """Load the model, in the instance's own process."""
        self._network = Network()

    def execute(self, requests: list["backend.InferenceRequest"]) -> list["backend.InferenceResponse"]:
        """A response for each request, of one picture each."""
        files = [backend.get_input_tensor_by_name(request, "picture").as_numpy() for request in requests]
        found = self._network.probabilities([decode(file[0, 0]) for file in files])
        return [self._response(each[np.newaxis]) for each in found]

    def _response(self, probabilities: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> object:
        return backend.InferenceResponse([backend.Tensor("probabilities", probabilities)])
