"""MNIST's handwritten digits, from a file of the reader's or from Keras's download, checked array by array."""

import hashlib
import os
import socket
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import BadData

VARIABLE = "DIGITSCOPE_MNIST"
SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
NO_DIGIT = 255  # the label of a picture that shows no digit
_WAYS = (
    "Looked for: an .npz file with x_train (60000, 28, 28), y_train, x_test (10000, 28, 28) and y_test, all uint8, as "
    "Keras's mnist.npz is. Ways to provide it: --data FILE.npz, "
    f"{VARIABLE}=FILE.npz, or neither of them and a network connection, and Keras downloads it once."
)

_TIMEOUT_S = 30.0  # without a byte from the server


@dataclass(frozen=True)
class Examples:
    """Pictures uint8 [N, 28, 28], ink 255 on 0, and their digits uint8 [N], NO_DIGIT where they show none."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, which: NDArray[np.integer[Any]] | slice) -> "Examples":
        """Those of the given numbers, in their order."""
        return Examples(self.images[which], self.labels[which])

    @staticmethod
    def joined(parts: Sequence["Examples"]) -> "Examples":
        """All examples of all parts."""
        return Examples(
            np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts])
        )


@dataclass(frozen=True)
class Mnist:
    """The 60,000 training and 10,000 test examples, and the SHA-256 of each array."""

    train: Examples
    test: Examples
    sha256: dict[str, str]


def load(file: Path | None = None) -> Mnist:
    """Load MNIST from `file`, else from the file that DIGITSCOPE_MNIST names, else from Keras's cache or download.

    Raises:
        BadData: there is none, it is damaged, or it is another data set.
    """
    if file is None and os.environ.get(VARIABLE):
        file = Path(os.environ[VARIABLE])
    arrays = _download() if file is None else _read(file)
    sha256 = {name: digest(array) for name, array in arrays.items()}
    foreign = [name for name in SHA256 if sha256[name] != SHA256[name]]
    if foreign:
        raise BadData(f"{file or 'the download'} is not MNIST: {', '.join(foreign)} have other contents. {_WAYS}")
    return Mnist(Examples(arrays["x_train"], arrays["y_train"]), Examples(arrays["x_test"], arrays["y_test"]), sha256)


def digest(array: NDArray[np.uint8]) -> str:
    """SHA-256 of an array's bytes, in C order."""
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()


def _read(file: Path) -> dict[str, NDArray[np.uint8]]:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {name: archive[name] for name in SHA256}
    except FileNotFoundError:
        raise BadData(f"there is no file {file}. {_WAYS}") from None
    except KeyError as error:
        raise BadData(f"{file} is not MNIST: {error.args[0]}. {_WAYS}") from error
    except (OSError, ValueError, EOFError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise BadData(f"{file} is damaged, or no .npz file: {error}. {_WAYS}") from error


def _download() -> dict[str, NDArray[np.uint8]]:
    import keras  # only here: reading a file needs no TensorFlow

    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT_S)  # Keras sets none, and would wait for a silent server for ever
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras lets through whatever the network and the archive raise
        raise BadData(f"MNIST cannot be downloaded: {error}. {_WAYS}") from error
    finally:
        socket.setdefaulttimeout(patience)
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
