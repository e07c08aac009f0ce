from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from app.settings import Settings
from model.versions.folders import choose_folder
from model.versions.rollout import FILE_NAME
from tests import peers
from tests.service import Service, running
from tests.triton import server
from tests.versions import copy_of_the_shipped

# The same examples in every run: what passes here passes elsewhere. No deadline: machines are slow at times.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One running service with the default settings, shared by every test that talks to one.

    Its model folder is a copy; even so, a test that changes what is served takes a service of its own.
    """
    models = copy_of_the_shipped(tmp_path_factory.mktemp("models"))
    with running(tmp_path_factory.mktemp("service") / "log", model_dir=models) as started:
        yield started
    assert not (models / FILE_NAME).exists(), "a test has changed what the shared service serves"


@pytest.fixture(scope="session")
def version_folder() -> Path:
    """The newest version of the model that is served by default."""
    return choose_folder(Settings().model_dir, None)


@pytest.fixture(scope="session")
def peer() -> Path:
    """The interpreter that has Triton's server and the clients that others wrote."""
    found = peers.interpreter()
    if found is None:
        pytest.skip(f"{peers.VARIABLE} names no Python that has Triton and others' clients: `make peers` makes one")
    return found


@pytest.fixture(scope="module")
def triton(peer: Path, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Triton that serves the same network; each module's own, for it counts what it is asked."""
    with server.running(peer, tmp_path_factory.mktemp("triton"), service.url) as url:
        yield url
