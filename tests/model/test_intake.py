"""Large pictures are worked on in the pool, whatever their first bytes tell."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
from PIL import ImageFile

from model.errors import NotAnImage, Unusable
from model.intake import INLINE_BYTES, INLINE_PIXELS, Intake
from model.picture.container import size_of
from model.pool import Pool
from model.stages import Stages
from tests.files import LARGER_THAN_TOLD, encode, gif_beyond_its_screen

pytestmark = pytest.mark.anyio


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(threads=1, max_waiting=0, timeout_s=30)
    yield pool
    pool.close()


@pytest.mark.parametrize("name", LARGER_THAN_TOLD)
async def test_no_header_brings_a_large_picture_into_the_event_loop(
    name: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, in_loop = LARGER_THAN_TOLD[name](), list[int]()
    assert (len(data) <= INLINE_BYTES, size_of(data)) == (True, (28, 28))
    load = ImageFile.ImageFile.load

    def watched(image: ImageFile.ImageFile) -> object:
        if threading.current_thread() is threading.main_thread():
            in_loop.append(image.width * image.height)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    with suppress(NotAnImage):
        await Intake(pool, max_pixels=100_000_000).prepare(data, Stages())
    assert [pixels for pixels in in_loop if pixels > INLINE_PIXELS] == []


async def test_a_picture_larger_than_its_header_tells_is_read_by_the_limit_of_all(pool: Pool) -> None:
    """16 megapixels in a GIF that tells of 28x28."""
    data = gif_beyond_its_screen()
    assert (await Intake(pool, max_pixels=16_000_000).prepare(data, Stages())).width == 4000
    with pytest.raises(Unusable, match="more than the 15,999,999"):
        await Intake(pool, max_pixels=15_999_999).prepare(data, Stages())


async def test_a_picture_too_small_for_any_digit_is_refused_without_the_pool(pool: Pool) -> None:
    pool.close()
    with pytest.raises(Unusable, match="1 x 1 pixels"):
        await Intake(pool, max_pixels=100_000_000).prepare(encode(np.zeros((1, 1), np.uint8)), Stages())
