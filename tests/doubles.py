"""What stands in another's place: a network with known answers, an observer that remembers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.observer import Unobserved
from model.versions.manifest import Manifest
from model.versions.signature import Signature, Tensor

Arrays = dict[str, NDArray[Any]]


class FakeNetwork:
    """Answers at once, and differently for different frames: the likeliest class is the frame's sum modulo 10.

    `calls` has the size of each batch; `fail_with` is raised by the next call, once.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        picture, classes = Tensor("uint8", (None, 28, 28), "image:0"), Tensor("float32", (None, 10), "answer:0")
        layers = {layer.name: Tensor("float32", layer.output_shape, f"{layer.name}:0") for layer in manifest.layers}
        self.signatures = {
            "serving_default": Signature({"image": picture}, {"probabilities": classes, "logits": classes}),
            "layers": Signature({"image": picture}, layers),
        }
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

    def call(self, signature: str, inputs: Arrays) -> Arrays:
        """By name, as `predict` or `layers` answer."""
        if signature == "layers":
            return self.layers(inputs["image"])
        answer = self.predict(inputs["image"])
        return {"probabilities": answer.probabilities, "logits": answer.logits}

    def weights(self, layer: str) -> Arrays:
        parameters = {each.name: each.parameters for each in self._manifest.layers}
        if not parameters[layer]:
            return {}
        return {"kernel": np.ones((3, 3, 1, 4), np.float32), "bias": np.zeros(4, np.float32)}


class Answer:
    """As the SavedModel's predictions are."""

    def __init__(self, probabilities: NDArray[np.float32], logits: NDArray[np.float32]) -> None:
        self.probabilities, self.logits = probabilities, logits


class Notes(Unobserved):
    """An observer that remembers what it heard, without times."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def executed(self, size: int, compute_s: float) -> None:
        assert compute_s >= 0
        self.heard.append(size)

    def answered(self, queue_s: float, compute_s: float) -> None:
        assert min(queue_s, compute_s) >= 0
        self.heard.append("answered")

    def failed(self, total_s: float) -> None:
        assert total_s >= 0
        self.heard.append("failed")
