"""What commands read without a service."""

import asyncio
from pathlib import Path

import pytest

from app.settings import Settings
from cli.local import read_files

pytestmark = pytest.mark.anyio


async def test_few_of_many_files_are_held_at_a_time(tmp_path: Path) -> None:
    """Each is answered in its place, whether it can be read or not."""
    few = 2 * Settings().cores_per_worker
    files = [tmp_path / str(number) for number in range(3 * few)]
    for file in files[:-1]:
        file.write_text(file.name)
    held = most = 0

    async def read(data: bytes) -> int:
        nonlocal held, most
        held += 1
        most = max(most, held)
        await asyncio.sleep(0.001)
        held -= 1
        return int(data)

    *numbers, missing = await read_files(files, read)
    assert numbers == list(range(3 * few - 1))
    assert isinstance(missing, dict)
    assert missing["status"] == 404
    assert most == few
