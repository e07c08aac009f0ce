"""`model.json`: the description that travels with a model version."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.errors import BadVersion

FILE_NAME = "model.json"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="forbid")


class LayerEntry(_Frozen):
    """One layer of the network, in the network's order."""

    name: str
    class_name: str = Field(alias="class", description="Keras's class, such as `Conv2D`")
    config: dict[str, Any] = Field(description="Keras's own configuration of the layer")
    inputs: tuple[str, ...] = Field(description="the layers it takes its input from; empty for the first")
    output_shape: tuple[int | None, ...] = Field(description="batch axis first, as null")
    parameters: int = Field(ge=0)
    non_trainable_parameters: int = Field(default=0, ge=0, description="of those, as a moving mean has")


class Calibration(_Frozen):
    """What turns logits into honest probabilities and a verdict; fitted on held-out data."""

    temperature: float = Field(default=1.0, gt=0, description="probabilities = softmax(logits / temperature)")
    thresholds: dict[str, float] = Field(default_factory=dict)


class InputScaling(_Frozen):
    """From a picture's values 0..255 to the network's input: value * scale + offset."""

    scale: float = 1 / 255
    offset: float = 0.0


class Manifest(_Frozen):
    """A model version: what it is, how it was made and what was measured on it."""

    format: int = 1
    name: str = Field(description="the Keras model's name")
    labels: tuple[str, ...] = Field(description="one per class, in the order of the probabilities")
    input_shape: tuple[int, ...] = Field(description="(height, width, channels) of one picture")
    scaling: InputScaling = InputScaling()
    layers: tuple[LayerEntry, ...]
    calibration: Calibration = Calibration()
    metrics: dict[str, Any] = Field(default_factory=dict)
    data: dict[str, str] = Field(default_factory=dict, description="SHA-256 of each array it was trained and tested on")
    recipe: str | None = None
    seed: int | None = None
    packages: dict[str, str] = Field(default_factory=dict)
    commit: str | None = Field(default=None, description="git commit of the code that made it")
    created: datetime = Field(description="UTC")

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @classmethod
    def read(cls, version_folder: Path) -> "Manifest":
        """Read `model.json` of a version's folder; raises BadVersion where it is missing or not valid."""
        path = version_folder / FILE_NAME
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise BadVersion(f"{path} cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise BadVersion(f"{path} is not a version's description: {error}") from error

    def write(self, version_folder: Path) -> None:
        text = self.model_dump_json(indent=1, by_alias=True)
        (version_folder / FILE_NAME).write_text(text + "\n")
