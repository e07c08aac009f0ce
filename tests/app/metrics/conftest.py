from collections.abc import Iterator

import httpx
import pytest

from tests.service import Service, running


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of two worker processes."""
    with running(tmp_path_factory.mktemp("watched") / "log", workers=2) as started:
        yield started


@pytest.fixture
def visitor(watched: Service) -> Iterator[httpx.Client]:
    """A client that opens a connection for each request, so that each worker answers some."""
    with httpx.Client(base_url=watched.url, headers={"Connection": "close"}, timeout=60) as client:
        yield client
