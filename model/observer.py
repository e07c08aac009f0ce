"""What is told of the model's work to whoever counts it."""

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.verdict import Verdict


class Observer(Protocol):
    """Hears of every call of a version's model and of every request for it; each method must return at once.

    A request is what one caller asks for at once, however many pictures it brings; a call may serve several requests,
    and a request may take several calls. All is told in the event loop's thread.
    """

    def queued(self, waiting: int) -> None:
        """So many items wait for the model now."""

    def executed(self, size: int, compute_s: float) -> None:
        """The model was called with `size` items and answered."""

    def answered(self, queue_s: float, compute_s: float) -> None:
        """A request was answered after so long in the queue and in the model."""

    def failed(self, total_s: float) -> None:
        """A request was refused, or the model failed on it, after so long."""

    def surrounded(self, input_s: float, output_s: float) -> None:
        """A request that was answered took so long to be read, and its answer to be written."""

    def judged(self, verdict: "Verdict") -> None:
        """A picture, or a digit of a page, got this verdict."""

    def scored(self, probabilities: NDArray[np.float32]) -> None:
        """Items were answered with their probabilities, [N, classes], and without a verdict."""


class Unobserved:
    """Hears nothing."""

    def queued(self, waiting: int) -> None: ...

    def executed(self, size: int, compute_s: float) -> None: ...

    def answered(self, queue_s: float, compute_s: float) -> None: ...

    def failed(self, total_s: float) -> None: ...

    def surrounded(self, input_s: float, output_s: float) -> None: ...

    def judged(self, verdict: "Verdict") -> None: ...

    def scored(self, probabilities: NDArray[np.float32]) -> None: ...
