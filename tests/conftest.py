from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from app.settings import Settings
from model.folders import choose_folder
from tests.service import Service, running

# The same examples in every run: what passes here passes elsewhere. No deadline: machines are slow at times.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One running service with the default settings, shared by every test that talks to one."""
    with running(tmp_path_factory.mktemp("service") / "log") as started:
        yield started


@pytest.fixture(scope="session")
def version_folder() -> Path:
    """The newest version of the model that is served by default."""
    return choose_folder(Settings().model_dir, None)
