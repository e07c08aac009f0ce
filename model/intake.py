"""From a picture's bytes to its 28x28 frame: tiny pictures at once, larger ones in the pool."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.errors import TooManyPixels
from model.normalise import Normalised, Record, normalise
from model.picture.decode import decode, size_of
from model.picture.resized import resize
from model.pool import Pool
from model.stages import Stages
from model.turns import Turns
from model.versions.version import FRAME_SHAPE


@dataclass(frozen=True)
class Prepared:
    """A picture ready for the network. `width` and `height` are in pixels, as sent and upright."""

    width: int
    height: int
    normalised: Normalised


# Below both, decoding and normalising take less than a hand-over to a thread would add.
INLINE_PIXELS = 64 * 64
INLINE_BYTES = 16_384

# While more come than can be answered, a turn of the event loop takes as long as all that it read; a probe needs three.
INLINE_PER_TURN = 16


class Intake:
    """Decodes and normalises uploads, before any batch, so that a bad picture spoils no neighbour's answer.

    Args:
        pool: where larger pictures are worked on.
        max_pixels: of one picture.
        seen: is told what the normaliser saw in each picture, in the event loop's thread.
    """

    def __init__(self, pool: Pool, *, max_pixels: int, seen: Callable[[Record], None] | None = None) -> None:
        self._pool = pool
        self._max_pixels = max_pixels
        self._inline_pixels = min(INLINE_PIXELS, max_pixels)
        self._seen = seen
        self._turns = Turns(INLINE_PER_TURN)

    async def prepare(
        self, data: bytes, stages: Stages, *, keep_stages: bool = False, shape: Sequence[int] = FRAME_SHAPE
    ) -> Prepared:
        """The normalised picture of these bytes; for a network of another input `shape`, the resized one.

        Raises:
            NotAnImage: the bytes cannot be decoded.
            Unusable: the picture's size or shape cannot hold a digit.
            Overloaded: too many pictures are being decoded already, or this one took too long.
        """
        prepared = None
        if self._is_tiny(data):
            waited_s = await self._turns.take()
            if waited_s:
                stages.add("queue", waited_s)
            try:
                prepared = self._prepare(data, stages, keep_stages, shape, self._inline_pixels)
            except TooManyPixels:  # it is larger than its header's first bytes told
                prepared = None
        if prepared is None:
            prepared = await self._pool.run(self._prepare, data, stages, keep_stages, shape, self._max_pixels)
        if self._seen is not None:
            self._seen(prepared.normalised.record)
        return prepared

    @staticmethod
    def _prepare(data: bytes, stages: Stages, keep_stages: bool, shape: Sequence[int], max_pixels: int) -> Prepared:
        with stages.timed("decode"):
            picture = decode(data, max_pixels=max_pixels)
        with stages.timed("normalise"):
            if tuple(shape) == FRAME_SHAPE:
                normalised = normalise(picture, keep_stages=keep_stages)
            else:
                normalised = resize(picture, shape, keep_stages=keep_stages)
        return Prepared(picture.width, picture.height, normalised)

    @staticmethod
    def _is_tiny(data: bytes) -> bool:
        if len(data) > INLINE_BYTES:
            return False
        size = size_of(data)
        return size is not None and size[0] * size[1] <= INLINE_PIXELS
