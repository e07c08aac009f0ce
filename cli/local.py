"""The reader without a server: one version of a model folder, loaded into this process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.settings import Settings
from cli.remote import problem_of_file
from model.batching.knobs import Knobs
from model.errors import DigitscopeError
from model.intake import Intake
from model.page.reader import PageReader
from model.pool import Pool
from model.reader import Reader
from model.versions.served import Served

T = TypeVar("T")

_NO_LIMIT = 10**9  # a command's own files are not to be refused for their number


@dataclass(frozen=True)
class Local:
    """A version with the readers and the intake in front of it."""

    served: Served
    reader: Reader
    pages: PageReader
    intake: Intake


@contextmanager
def open_local(folder: Path) -> Iterator[Local]:
    """Load the version in that folder; raises BadVersion where it cannot be served."""
    settings = Settings()
    served = Served.load(folder, knobs=Knobs(settings.max_batch_size, _NO_LIMIT), warm=False)
    pool = Pool(threads=settings.cores_per_worker, max_waiting=_NO_LIMIT, timeout_s=3600)
    intake = Intake(pool, max_pixels=settings.max_pixels)
    try:
        pages = PageReader(pool, max_pixels=settings.max_pixels)
        yield Local(served, Reader(intake), pages, intake)
    finally:
        pool.close()


async def read_files(files: Sequence[Path], read: Callable[[bytes], Awaitable[T]]) -> list[T | dict[str, Any]]:
    """What `read` makes of each file's bytes, a few at a time; the problem details of a file that cannot be used."""
    # As many as keep every thread busy: each of them holds a file in memory.
    places = asyncio.Semaphore(2 * Settings().cores_per_worker)

    async def attempt(file: Path) -> T | dict[str, Any]:
        async with places:
            try:
                return await read(file.read_bytes())
            except (DigitscopeError, OSError) as error:
                return problem_of_file(error)

    return await asyncio.gather(*map(attempt, files))
