"""The training patches that excite each unit of a layer most, as they lie in a version's folder.

`top_patches/<layer>.npz`, made by `digitscope top-patches`. Git ignores it: MNIST's pictures are not ours to give.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import NotFound

FOLDER = "top_patches"
COUNT = 9  # patches of each unit
COMMAND = "digitscope top-patches"


@dataclass(frozen=True, eq=False)
class TopPatches:
    """What excites the units of one layer, the strongest first.

    Attributes:
        patches: uint8 [units, 9, height, width], ink 255 on 0; what lies outside of the frame is 0.
        activations: float32 [units, 9].
        labels: uint8 [units, 9], the digit that each patch is from.
        images: int32 [units, 9], the number of the training image.
        corners: int16 [units, 9, 2], row and column of the frame where the patch begins; may be negative.
        means: float32 [units, classes], the unit's mean activation on each class's training images.
    """

    patches: NDArray[np.uint8]
    activations: NDArray[np.float32]
    labels: NDArray[np.uint8]
    images: NDArray[np.int32]
    corners: NDArray[np.int16]
    means: NDArray[np.float32]

    def write(self, version_folder: Path, layer: str) -> None:
        """Write the layer's file into the version's folder."""
        folder = version_folder / FOLDER
        folder.mkdir(exist_ok=True)
        np.savez_compressed(folder / f"{layer}.npz", **asdict(self))

    @classmethod
    def read(cls, version_folder: Path, layer: str) -> "TopPatches":
        """What was found for a layer.

        Raises:
            NotFound: nothing was, and the message says how to have it made.
        """
        path = version_folder / FOLDER / f"{layer}.npz"
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls(**{field.name: file[field.name] for field in fields(cls)})
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            raise NotFound(_missing(version_folder, layer)) from None

    def at(self, units: Sequence[int]) -> "TopPatches":
        """Those of the given units, in their order."""
        chosen: dict[str, Any] = {name: values[list(units)] for name, values in asdict(self).items()}
        return TopPatches(**chosen)


def _missing(version_folder: Path, layer: str) -> str:
    prepared = sorted(path.stem for path in (version_folder / FOLDER).glob("*.npz"))
    if prepared and layer not in prepared:
        return f"layer {layer!r} has no patches; those of {', '.join(prepared)} were prepared"
    return (
        f"no patches were prepared for version {version_folder.name}, since they are pictures of MNIST, which do not "
        f"travel with it: `{COMMAND} --version {version_folder.name}` makes them in a minute or two from your own copy"
    )
