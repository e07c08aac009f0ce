"""What an operator can turn on a batcher."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Knobs:
    """How batches are made. Each has its name in TensorFlow Serving's batching parameters.

    Attributes:
        max_batch_size: items in one call of the model.
        max_pending: items that wait for a call; `max_enqueued_batches` times `max_batch_size` there.
        delay_s: how long the first that waits may wait for others; `batch_timeout_micros` there.
        threads: that call the model beside the event loop, `num_batch_threads` there; 0: the loop's own calls it.
        allowed_sizes: sizes of calls, rising to `max_batch_size`; a batch between two is filled up. Empty: any size.
    """

    max_batch_size: int
    max_pending: int
    delay_s: float = 0.0
    threads: int = 0
    allowed_sizes: tuple[int, ...] = ()

    @property
    def sizes(self) -> Sequence[int]:
        """All that a call of the model can have."""
        return self.allowed_sizes or range(1, self.max_batch_size + 1)

    def padded(self, size: int) -> int:
        """The size of the call for a batch of so many."""
        return next((allowed for allowed in self.allowed_sizes if allowed >= size), size)
