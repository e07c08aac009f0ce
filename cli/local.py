"""The reader without a server: one version of a model folder, loaded into this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings
from model.batcher import Batcher
from model.intake import Intake
from model.page_reader import PageReader
from model.pool import Pool
from model.reader import Reader
from model.store import Served
from model.version import Version

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
    version = Version.load(folder, warm_up=())
    batcher = Batcher(version.score, max_batch_size=settings.max_batch_size, max_pending=_NO_LIMIT)
    pool = Pool(threads=settings.cores_per_worker, max_waiting=_NO_LIMIT, timeout_s=3600)
    intake = Intake(pool, max_pixels=settings.max_pixels)
    try:
        pages = PageReader(pool, max_pixels=settings.max_pixels)
        yield Local(Served(version, batcher), Reader(intake), pages, intake)
    finally:
        pool.close()
