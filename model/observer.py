"""What is told of the model's work to whoever counts it."""

from typing import Protocol


class Observer(Protocol):
    """Hears of every call of a version's model and of every request for it; each method must return at once.

    A request is what one caller asks for at once, however many pictures it brings; a call may serve several requests,
    and a request may take several calls.
    """

    def executed(self, size: int, compute_s: float) -> None:
        """The model was called with `size` items and answered."""

    def answered(self, queue_s: float, compute_s: float) -> None:
        """A request was answered after so long in the queue and in the model."""

    def failed(self, total_s: float) -> None:
        """A request was refused, or the model failed on it, after so long."""

    def surrounded(self, input_s: float, output_s: float) -> None:
        """A request that was answered took so long to be read, and its answer to be written."""


class Unobserved:
    """Hears nothing."""

    def executed(self, size: int, compute_s: float) -> None: ...

    def answered(self, queue_s: float, compute_s: float) -> None: ...

    def failed(self, total_s: float) -> None: ...

    def surrounded(self, input_s: float, output_s: float) -> None: ...
