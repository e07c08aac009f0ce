"""Real pages, where `DIGITSCOPE_PICTURES` names a folder of them with an `INDEX.json`."""

import asyncio
import os
from pathlib import Path

import pytest

from benchmarks.pages import read_folder
from cli.local import open_local

pytestmark = pytest.mark.skipif(
    "DIGITSCOPE_PICTURES" not in os.environ, reason="DIGITSCOPE_PICTURES does not name a folder of labelled pictures"
)


def test_nine_of_ten_digits_and_half_of_the_pages_are_right(version_folder: Path) -> None:
    folder = Path(os.environ["DIGITSCOPE_PICTURES"])
    if not (folder / "INDEX.json").exists():
        pytest.skip("DIGITSCOPE_PICTURES has no INDEX.json")
    with open_local(version_folder) as local:
        reads = asyncio.run(read_folder(folder, local))
    if not reads:
        pytest.skip("DIGITSCOPE_PICTURES has no page")
    assert sum(each.errors for each in reads) <= 0.1 * sum(each.digits for each in reads)
    assert sum(not each.errors for each in reads) >= 0.5 * len(reads)
