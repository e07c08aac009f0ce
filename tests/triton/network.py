"""The model that a real Triton serves in the tests: the network once more, in NumPy, from a file of its weights.

Triton's Python backend runs this file as a version's `model.py`. TensorFlow is not in that environment, and another
hand's arithmetic is the better witness.
"""

from pathlib import Path
from typing import Any

import numpy as np
import triton_python_backend_utils as backend  # type: ignore[import-not-found]  # Triton brings it
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[np.float32]


class TritonPythonModel:
    """The class that Triton looks for, by its name."""

    def initialize(self, args: dict[str, str]) -> None:
        folder = Path(args["model_repository"], args["model_version"])
        with np.load(folder / "weights.npz") as weights:
            self._weights: dict[str, Array] = dict(weights)

    def execute(self, requests: list[Any]) -> list[Any]:
        return [self._answer(request) for request in requests]

    def _answer(self, request: Any) -> Any:
        # In and out by DLPack: the layout of a NumPy array has changed with NumPy 2, and Triton's reader has not.
        image: NDArray[Any] = np.from_dlpack(backend.get_input_tensor_by_name(request, "image"))
        outputs = self._outputs(image)
        wanted = request.requested_output_names()
        return backend.InferenceResponse(
            [backend.Tensor.from_dlpack(name, value) for name, value in outputs.items() if name in wanted]
        )

    def _outputs(self, image: NDArray[np.uint8]) -> dict[str, Array]:
        maps = image[..., np.newaxis].astype(np.float32) / np.float32(255)
        maps = self._convolve(_pool(self._convolve(_pool(self._convolve(maps, "conv2d")), "conv2d_1")), "conv2d_2")
        hidden = np.maximum(self._connect(maps.reshape(len(maps), -1), "dense"), 0)
        logits = self._connect(hidden, "dense_1")
        powers = np.exp((logits - logits.max(axis=1, keepdims=True)) / self._weights["temperature"])
        return {"probabilities": powers / powers.sum(axis=1, keepdims=True), "logits": logits}

    def _convolve(self, maps: Array, layer: str) -> Array:
        windows = sliding_window_view(maps, (3, 3), axis=(1, 2))  # [N, height, width, channels, 3, 3]
        kernel = self._weights[f"{layer}/kernel"].transpose(2, 0, 1, 3)
        convolved: Array = np.tensordot(windows, kernel, axes=3) + self._weights[f"{layer}/bias"]
        return np.maximum(convolved, 0)

    def _connect(self, values: Array, layer: str) -> Array:
        connected: Array = values @ self._weights[f"{layer}/kernel"] + self._weights[f"{layer}/bias"]
        return connected


def _pool(maps: Array) -> Array:
    """The largest of each 2x2, what is left over at the edges dropped."""
    pictures, height, width, channels = maps.shape
    whole = maps[:, : height // 2 * 2, : width // 2 * 2]
    largest: Array = whole.reshape(pictures, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    return largest
