"""One model version: loaded, warmed, and asked its golden pictures before anyone relies on it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadRequest, BadVersion, Mismatch
from model.inside.layers import LayerFacts, describe, find
from model.scores import Scores
from model.versions.manifest import Manifest

if TYPE_CHECKING:
    from model.versions.saved_model import SavedModel

Arrays = dict[str, NDArray[Any]]
FRAME_SHAPE = (28, 28, 1)

Frame = NDArray[np.uint8]


class Version:
    """A version's folder in memory: its description, its layers' facts and its signatures, `graph`."""

    def __init__(self, number: int, manifest: Manifest, saved_model: "SavedModel") -> None:
        self.number = number
        self.manifest = manifest
        self.layers: tuple[LayerFacts, ...] = describe(manifest)
        self.graph = saved_model

    @classmethod
    def load(cls, folder: Path, *, warm_up: Iterable[int]) -> "Version":
        """Load the version of `folder`, call it once with each batch size of `warm_up`, and check its golden pictures.

        Raises:
            BadVersion: something of it is missing or damaged, or a golden picture gets another answer.
        """
        if not folder.is_dir():
            raise BadVersion(f"there is no model version at {folder}")
        try:
            return cls._load(folder, warm_up)
        except BadVersion as error:
            raise BadVersion(
                f"{error}. Restore that folder, remove it, or point DIGITSCOPE_MODEL_DIR at another model"
            ) from error

    @classmethod
    def _load(cls, folder: Path, warm_up: Iterable[int]) -> "Version":
        # Here, not above: importing TensorFlow takes seconds, and only a process that serves needs it.
        from model.versions.golden import check_golden
        from model.versions.saved_model import SavedModel

        manifest = Manifest.read(folder)
        saved_model = SavedModel(folder)
        saved_model.require_contract(folder)
        check_golden(saved_model, folder)
        version = cls(int(folder.name), manifest, saved_model)
        version._warm_up(warm_up)
        return version

    def score(self, frames: Sequence[Frame]) -> list[Scores]:
        """Probabilities and logits, float32 [classes] each, of uint8 frames of the network's own size."""
        prediction = self.graph.predict(np.stack(frames))
        return list(map(Scores, prediction.probabilities, prediction.logits))

    def feature_maps(self, frame: Frame, *, pre_activation: bool = False) -> Arrays:
        """Every layer's output for one frame, in the network's order and without the batch axis.

        With `pre_activation`, a layer with an activation gives that activation's input in its output's place.
        """
        outputs = self.graph.layers(frame[np.newaxis])
        names = {layer.name: f"{layer.name}/pre_activation" for layer in self.layers}
        return {
            name: outputs[before if pre_activation and before in outputs else name][0]
            for name, before in names.items()
            if name in outputs
        }

    def weights(self, layer: str) -> Arrays:
        """A layer's weights by Keras's own names, such as `kernel` (height, width, in, out) and `bias` (out).

        Raises:
            NotFound: there is no such layer.
            BadRequest: the layer has no weights.
        """
        facts = find(self.layers, layer)
        weights = self.graph.weights(layer)
        if not weights:
            having = ", ".join(each.name for each in self.layers if each.parameters)
            raise BadRequest(
                f"layer {layer!r} is a {facts.class_name} and has no weights; the layers with weights are {having}"
            )
        return weights

    def require_frames(self) -> None:
        """Raise Mismatch unless the network takes the normaliser's 28x28 grey frames."""
        if self.manifest.input_shape != FRAME_SHAPE:
            raise Mismatch(
                f"version {self.number} takes pictures of (height, width, channels) {self.manifest.input_shape}, and "
                f"the normaliser makes frames of {FRAME_SHAPE}; ask another version"
            )

    def _warm_up(self, batch_sizes: Iterable[int]) -> None:
        height, width, channels = self.manifest.input_shape
        shape = (height, width) if channels == 1 else (height, width, channels)
        blank = np.zeros(shape, np.uint8)
        for batch_size in batch_sizes:
            self.score([blank] * batch_size)
        self.feature_maps(blank)
