"""A run's state after an epoch, in one file that is whole at every moment."""

import json
import os
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import BadCheckpoint

FILE_NAME = "checkpoint.npz"


@dataclass(frozen=True)
class Epoch:
    """What was seen while an epoch trained: mean loss and accuracy over its examples, as the weights moved."""

    number: int
    loss: float
    accuracy: float
    seconds: float


@dataclass(frozen=True)
class Checkpoint:
    """All that a run needs to go on.

    The order of the data needs no state: it is derived from seed and epoch. The random generators of layers such as
    Dropout are among the variables.

    Attributes:
        identity: what must be the same for the run to be the same: recipe, seed, epochs, batch size, data.
        history: the epochs done.
        variables: the network's variables, then the optimiser's, in their own order.
    """

    identity: dict[str, Any]
    history: tuple[Epoch, ...]
    variables: list[NDArray[Any]]

    def save(self, folder: Path) -> None:
        """Write the file beside the old one, and put it in its place at once."""
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{FILE_NAME}.new"
        facts = {"identity": self.identity, "history": [asdict(epoch) for epoch in self.history]}
        arrays: dict[str, Any] = {f"variable_{index}": value for index, value in enumerate(self.variables)}
        with new.open("wb") as file:
            np.savez(file, facts=np.array(json.dumps(facts)), **arrays)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave the new name with the old file's end
        new.replace(folder / FILE_NAME)

    @classmethod
    def load(cls, folder: Path, identity: dict[str, Any]) -> "Checkpoint":
        """The run's last checkpoint.

        Raises:
            BadCheckpoint: there is none, it is damaged, or it belongs to a run with another identity.
        """
        path = folder / FILE_NAME
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                facts = json.loads(str(file["facts"]))
                variables = [file[f"variable_{index}"] for index in range(len(file.files) - 1)]
        except FileNotFoundError:
            raise BadCheckpoint(
                f"there is no run to go on with: {path} does not exist. Start without --resume"
            ) from None
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise BadCheckpoint(f"{path} is damaged: {error}. Start again without --resume") from error
        other = [name for name, value in identity.items() if facts["identity"].get(name) != value]
        if other:
            differences = "; ".join(f"{name} {facts['identity'].get(name)}, not {identity[name]}" for name in other)
            raise BadCheckpoint(
                f"{path} is of another run: {differences}. Give the same options, or start without --resume"
            )
        return cls(identity, tuple(Epoch(**epoch) for epoch in facts["history"]), variables)
