"""From a request to the outputs that it asks for."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.lifespan import Service
from app.v2.datatypes import from_numpy, to_numpy
from app.v2.infer_request import InferRequest
from app.v2.tensors import InputTensor
from model.errors import BadRequest
from model.stages import Stages
from model.versions.served import Served
from model.versions.signature import Signature, Tensor

# Every layer's output of 33 pictures: a request of a few megabytes could else ask for an answer of many gigabytes.
MOST_VALUES = 4_000_000

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for inference, and what is there to answer it."""

    service: Service
    served: Served
    request: InferRequest
    stages: Stages

    @property
    def model(self) -> str:
        """The model's name."""
        return self.service.store.name

    def wanted(self, usual: Iterable[str], others: Iterable[str] = ()) -> list[str]:
        """The outputs to give, in the model's order: the usual ones unless the request names some.

        Raises:
            BadRequest: it names one that is in neither.
        """
        usual = list(usual)
        asked = self.request.outputs
        if not asked:
            return usual
        offered = [*usual, *others]
        for name in asked:
            if name not in offered:
                raise BadRequest(f"unexpected inference output '{name}' for model '{self.model}'")
        return [name for name in offered if name in asked]

    def array(self, tensor: InputTensor, described: Tensor) -> NDArray[Any]:
        """The values of an input, as the model takes them; raises BadRequest where they are not such."""
        refused, datatype = self.request.refused, from_numpy(described.dtype)
        if not tensor.shape and described.shape:
            raise refused(f"input '{tensor.name}' has no shape but model requires batch dimension for '{self.model}'")
        if tensor.datatype != datatype:
            raise refused(
                f"inference input '{tensor.name}' data-type is '{tensor.datatype}', but model '{self.model}' expects "
                f"'{datatype}'"
            )
        if not described.takes(tensor.shape):
            raise refused(
                f"unexpected shape for input '{tensor.name}' for model '{self.model}'. Expected "
                f"{_listed(open_shape(described))}, got {_listed(tensor.shape)}"
            )
        self._require_size(tensor)
        return tensor.array()

    def _require_size(self, tensor: InputTensor) -> None:
        element = np.dtype(to_numpy(tensor.datatype))
        if element.hasobject and all(tensor.shape):
            return  # the elements tell their sizes themselves
        expected = math.prod(max(side, 1) for side in tensor.shape) * (1 if element.hasobject else element.itemsize)
        if tensor.nbytes != expected:
            raise self.size_differs(tensor.name, expected, tensor.nbytes)
        if not all(tensor.shape):
            raise self.request.refused(
                f"input '{tensor.name}' for model '{self.model}' has shape {tensor.shape}: no item"
            )

    def require_bounded(self, signature: Signature, items: int) -> None:
        """Raise BadRequest where a signature would give too many values for so many items."""
        if signature.values(items) > MOST_VALUES:
            most = MOST_VALUES // max(signature.values(1), 1)
            raise self.request.refused(f"inference request batch-size must be <= {most} for '{self.model}'")

    def size_differs(self, name: str, expected: int, got: int) -> BadRequest:
        """The error for an input of too many or too few bytes."""
        return self.request.refused(
            f"input byte size mismatch for input '{name}' for model '{self.model}'. Expected {expected}, got {got}"
        )

    def count_differs(self, names: Iterable[str]) -> BadRequest:
        """The error for more or fewer inputs than the model's, which are `names`."""
        names, given = list(names), self.request.inputs
        missing = [name for name in names if name not in given]
        return self.request.refused(
            f"expected {len(names)} inputs but got {len(given)} inputs for model '{self.model}'. Got input(s) "
            f"{_quoted(given)}, but missing required input(s) {_quoted(missing)}. Please provide all required input(s)."
        )

    def unexpected(self, name: str) -> BadRequest:
        """The error for an input that the model does not have."""
        return BadRequest(f"unexpected inference input '{name}' for model '{self.model}'")


def open_shape(tensor: Tensor) -> list[int]:
    """A described shape as the protocol tells it: -1 for what is open."""
    return [-1] if tensor.shape is None else [-1 if side is None else side for side in tensor.shape]


def _listed(shape: Iterable[int]) -> str:
    return f"[{','.join(map(str, shape))}]"


def _quoted(names: Iterable[str]) -> str:
    return "[" + ",".join(f"'{name}'" for name in names) + "]"
