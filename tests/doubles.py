"""A network with known answers, in the place of a SavedModel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.manifest import Manifest

Arrays = dict[str, NDArray[Any]]


class FakeNetwork:
    """Answers at once, and differently for different frames: the likeliest class is the frame's sum modulo 10.

    `calls` has the size of each batch; `fail_with` is raised by the next call, once.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self.calls: list[int] = []
        self.fail_with: Exception | None = None

    def predict(self, images: NDArray[np.uint8]) -> Any:
        self.calls.append(len(images))
        if self.fail_with is not None:
            failure, self.fail_with = self.fail_with, None
            raise failure
        logits = np.zeros((len(images), 10), np.float32)
        logits[np.arange(len(images)), images.reshape(len(images), -1).sum(1, dtype=np.int64) % 10] = 5
        exponents = np.exp(logits)
        return Answer(exponents / exponents.sum(1, keepdims=True), logits)

    def layers(self, images: NDArray[np.uint8]) -> Arrays:
        """Noise of the right shapes, always the same; pre-activations are the values less one."""
        rng = np.random.default_rng(0)
        answer: Arrays = {}
        for layer in self._manifest.layers:
            shape = (len(images), *(side or 1 for side in layer.output_shape[1:]))
            answer[layer.name] = rng.standard_normal(shape).astype(np.float32)
            if "activation" in layer.config:
                answer[f"{layer.name}/pre_activation"] = answer[layer.name] - 1
        return answer

    def weights(self, layer: str) -> Arrays:
        parameters = {each.name: each.parameters for each in self._manifest.layers}
        if not parameters[layer]:
            return {}
        return {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}


class Answer:
    """As the SavedModel's predictions are."""

    def __init__(self, probabilities: NDArray[np.float32], logits: NDArray[np.float32]) -> None:
        self.probabilities, self.logits = probabilities, logits
